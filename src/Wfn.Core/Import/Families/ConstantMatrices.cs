using Wfn.Graph;
using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>
/// Products by constants that hold several matrices: a fully connected layer for each, over its part of the activation; of a great many one
/// convolution with a group of channels for each.
/// </summary>
internal static class ConstantMatrices
{
    private const int MostLayers = 256;

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
        if (tensor.Count == 0 || x.Shape.Rank < 2)
        {
            throw new UnsupportedException($"a constant {tensor} by {x.Shape}");
        }

        x = x.Shape.Rank >= tensor.Rank ? x
            : graph.Reshaped(node, "extended", x, TensorShape.Of([.. Enumerable.Repeat(1, tensor.Rank - x.Shape.Rank), .. x.Shape.Dimensions]));
        var rank = x.Shape.Rank;
        var inFront = rank - tensor.Rank;

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
        if (x.Shape[rank - 1] != inner)
        {
            throw node.Invalid($"cannot multiply {x.Shape} and the constant {tensor}");
        }

        var product = new Product(node, graph, matrices, transpose, inFront);
        return product.Count > MostLayers ? Grouped(product, x) : Part(product, x, inFront, 0);
    }

    // A window of one element over the channels [matrices · inner], a group for each matrix; what a matrix meets several times lies along an axis.
    private static ActivationValue Grouped(Product product, ActivationValue x)
    {
        var (node, graph, rank) = (product.Node, product.Graph, x.Shape.Rank);
        var extents = product.Matrices.Tensor.Extents;
        int[] front = x.BatchAxis >= 0 ? [x.BatchAxis] : [];
        int[] groups = [.. Enumerable.Range(0, rank - 2).Where(axis => axis >= product.InFront && extents[axis - product.InFront] != 1)];
        int[] others = [.. Enumerable.Range(0, rank - 1).Where(axis => axis != x.BatchAxis && !groups.Contains(axis))];
        int[] order = [.. front, .. groups, rank - 1, .. others];
        var batch = front.Length > 0 ? TensorShape.Dynamic : 1;
        var length = others.Aggregate(1L, (count, axis) => count * x.Shape[axis]);
        var ordered = graph.Transposed(node, "grouped", x, order.ToEquatableArray());
        var image = graph.Reshaped(node, "image", ordered, TensorShape.Of(
            batch, node.ToInt((long)product.Count * product.Inner, "as many channels"), node.ToInt(length, "a length"), 1));
        var weight = product.Weight();
        var y = graph.Step(node, "matrices", (name, output) => new ConvolutionNode
        {
            Name = name,
            Inputs = [image.Name],
            Output = output,
            Weight = weight,
            Window = AxisWindow.Image(AxisWindow.One, AxisWindow.One),
            Groups = product.Count,
        });
        var parts = graph.Reshaped(node, "parts", y, TensorShape.Of(
            [.. order.Select(axis => axis == rank - 1 ? product.Outputs : x.Shape[axis])]));
        return graph.Transposed(node, "product", parts, Enumerable.Range(0, rank).Select(axis => Array.IndexOf(order, axis)).ToEquatableArray());
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
        private readonly int rows = Matrices.Tensor.Extents[Matrices.Tensor.Rank - 2];
        private readonly int columns = Matrices.Tensor.Extents[Matrices.Tensor.Rank - 1];

        public int Count => Matrices.Tensor.Count / (rows * columns);

        public int Inner => Transpose ? rows : columns;

        public int Outputs => Transpose ? columns : rows;

        // The kernel of a convolution with a group for each matrix.
        public string Weight()
        {
            Graph.Budget.ReserveConstant(Node, Matrices.Tensor.Extents);
            return Graph.Parameter(Matrices, ParameterRole.Weight, Transpose ? "groups.transposed" : "groups", [Count * Outputs, Inner, 1, 1], source => Transpose
                ? ConstantLayout.Transpose(ConstantTensor.OfFloats([Count, rows, columns], source.Floats), [0, 2, 1]).Floats
                : source.Floats);
        }

        public string Weight(int matrix)
        {
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
