using Wfn.Graph;
using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>Products by constants that hold several matrices: a fully connected layer for each, over its part of the activation.</summary>
internal static class ConstantMatrices
{
    private const int Most = 256;

    /// <summary>Whether a constant holds more than one matrix.</summary>
    public static bool AreSeveral(ConstantTensor tensor) => tensor.Extents.Take(tensor.Rank - 2).Any(extent => extent != 1);

    /// <summary>x [.., rows, inner] by each matrix, NumPy's way; the axes before the last two broadcast.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">Takes the layers.</param>
    /// <param name="x">The activation.</param>
    /// <param name="matrices">The matrices.</param>
    /// <param name="transpose">Whether they stand as [inner, outputs], not [outputs, inner].</param>
    public static ActivationValue Multiply(ModelNode node, GraphBuilder graph, ActivationValue x, ConstantValue matrices, bool transpose)
    {
        var tensor = matrices.Tensor;
        var rank = x.Shape.Rank;
        var inFront = rank - tensor.Rank;
        var count = tensor.Extents.Take(tensor.Rank - 2).Aggregate(1L, (product, extent) => Math.Min(product * extent, int.MaxValue));
        if (inFront < 0 || count is 0 or > Most)
        {
            throw new UnsupportedException($"a constant {tensor} of {count} matrices by {x.Shape}");
        }

        for (var axis = inFront; axis < rank - 2; axis++)
        {
            var extent = tensor.Extents[axis - inFront];
            if (extent != 1 && x.Shape[axis] == TensorShape.Dynamic)
            {
                throw new UnsupportedException($"a constant {tensor} of a matrix for each sample");
            }

            if (extent != x.Shape[axis] && extent != 1)
            {
                x = x.Shape[axis] == 1 ? AxisParts.Take(node, graph, x, axis, new int[extent])
                    : throw node.Invalid($"cannot multiply {x.Shape} and the constant {tensor}");
            }
        }

        var inner = tensor.Extents[tensor.Rank - (transpose ? 2 : 1)];
        return x.Shape[rank - 1] == inner
            ? Part(new Product(node, graph, matrices, transpose, inFront), x, inFront, 0)
            : throw node.Invalid($"cannot multiply {x.Shape} and the constant {tensor}");
    }

    // The matrices from one on whose axes before this one are chosen.
    private static ActivationValue Part(Product product, ActivationValue x, int axis, int matrix)
    {
        var (node, graph) = (product.Node, product.Graph);
        var extents = product.Matrices.Tensor.Extents;
        if (axis >= x.Shape.Rank - 2)
        {
            var weight = product.Weight(matrix);
            return graph.Step(node, "matrix", (name, output) =>
                new LinearNode { Name = name, Inputs = [x.Name], Output = output, Weight = weight });
        }

        var extent = extents[axis - product.InFront];
        if (extent == 1)
        {
            return Part(product, x, axis + 1, matrix);
        }

        var parts = Enumerable.Range(0, extent).Select(place =>
            Part(product, AxisParts.Take(node, graph, x, axis, [place]), axis + 1, (matrix * extent) + place).Name).ToEquatableArray();
        return graph.Step(node, "joined", (name, output) => new ConcatNode { Name = name, Inputs = parts, Output = output, Axis = axis });
    }

    private sealed record Product(ModelNode Node, GraphBuilder Graph, ConstantValue Matrices, bool Transpose, int InFront)
    {
        public string Weight(int matrix)
        {
            var tensor = Matrices.Tensor;
            var (rows, columns) = (tensor.Extents[tensor.Rank - 2], tensor.Extents[tensor.Rank - 1]);
            Graph.Budget.ReserveConstant(Node, [rows, columns]);
            var form = $"matrix{matrix.ToString(System.Globalization.CultureInfo.InvariantCulture)}{(Transpose ? ".transposed" : "")}";
            return Graph.Parameter(Matrices, ParameterRole.Weight, form, Transpose ? [columns, rows] : [rows, columns], source =>
            {
                var one = ConstantTensor.OfFloats([rows, columns], source.Floats.AsSpan(matrix * rows * columns, rows * columns).ToArray());
                return Transpose ? ConstantLayout.Transpose(one, [1, 0]).Floats : one.Floats;
            });
        }
    }
}
