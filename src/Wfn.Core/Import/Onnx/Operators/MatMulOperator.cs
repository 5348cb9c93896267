using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>NumPy's matmul: with a constant matrix on either side a fully connected layer, else a product of activations.</summary>
internal sealed class MatMulOperator() : OnnxOperator(
    "MatMul",
    "fully connected layer where one side is a constant matrix, or several; of more than 256 a convolution in groups; else product of two activations",
    "constants of a matrix for each sample; vectors of a batch by activations; batches that do not meet; sums along the batch")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) =>
        Multiply(node, graph, node.Input(0), node.IsMissingWeight(1) ? node.Constant(1, "the matrix") : node.Input(1));

    /// <summary>Defines the node's output by a product of activations and constants of floats.</summary>
    internal static void Multiply(OnnxNode node, GraphBuilder graph, ImportedValue left, ImportedValue right)
    {
        switch (left, right)
        {
            case (ActivationValue x, ActivationValue y):
                Product(node, graph, x, y);
                break;
            case (ActivationValue x, ConstantValue matrices):
                ByMatrices(node, graph, x, Floats(node, matrices));
                break;
            case (ConstantValue matrices, ActivationValue y):
                if (ConstantMatrices.AreSeveral(Floats(node, matrices).Tensor))
                {
                    SeveralBy(node, graph, matrices, y);
                }
                else
                {
                    ConstantBy(node, graph, matrices, y);
                }

                break;
            default:
                throw new UnsupportedException("two constants");
        }
    }

    private static ConstantValue Floats(OnnxNode node, ConstantValue constant) =>
        constant.Tensor.IsFloat ? constant : throw node.Invalid("has a matrix of integers");

    private static void Product(OnnxNode node, GraphBuilder graph, ActivationValue x, ActivationValue y)
    {
        if (x.Shape.Rank == 1 || y.Shape.Rank == 1)
        {
            OfVector(node, graph, x, y);
            return;
        }

        if (x.BatchAxis >= 0 != y.BatchAxis >= 0 && Math.Min(x.Shape.Rank, y.Shape.Rank) >= 2)
        {
            graph.Alias(node, BySame(node, graph, x, y));
            return;
        }

        var rank = Math.Max(x.Shape.Rank, y.Shape.Rank);
        if (x.Shape.Rank != y.Shape.Rank || rank < 3)
        {
            // What has fewer axes may get more in front, but no batch may move by that.
            var less = x.Shape.Rank < y.Shape.Rank ? x : y;
            if (Math.Min(x.Shape.Rank, y.Shape.Rank) < 2 || (x.Shape.Rank == y.Shape.Rank ? x.BatchAxis >= 0 || y.BatchAxis >= 0 : less.BatchAxis >= 0))
            {
                throw new UnsupportedException($"{x.Shape} by {y.Shape}, whose batches do not meet");
            }
        }

        if (x.BatchAxis >= 0 && y.BatchAxis >= 0 && x.Shape.Rank - x.BatchAxis != y.Shape.Rank - y.BatchAxis)
        {
            throw new UnsupportedException($"{x.Shape} by {y.Shape}, whose batches do not meet");
        }

        var (left, right) = (Extended(node, graph, x, rank), Extended(node, graph, y, rank));
        graph.Result(node, (name, output) => new MatrixProductNode { Name = name, Inputs = [left.Name, right.Name], Output = output });
    }

    // A vector is a row on the left and a column on the right, whose axis the result lacks.
    private static void OfVector(OnnxNode node, GraphBuilder graph, ActivationValue x, ActivationValue y)
    {
        if (x.Shape.Rank == 0 || y.Shape.Rank == 0 || x.BatchAxis >= 0 || y.BatchAxis >= 0)
        {
            throw new UnsupportedException($"{x.Shape} by {y.Shape}, of which one is a vector and has a batch, or meets one");
        }

        var (isRow, isColumn) = (x.Shape.Rank == 1, y.Shape.Rank == 1);
        var left = isRow ? graph.Reshaped(node, "row", x, TensorShape.Of(1, x.Shape[0])) : x;
        var right = isColumn ? graph.Reshaped(node, "column", y, TensorShape.Of(y.Shape[0], 1)) : y;
        var rank = Math.Max(left.Shape.Rank, right.Shape.Rank);
        (left, right) = (Extended(node, graph, left, rank), Extended(node, graph, right, rank));
        var product = graph.Step(node, "product", (name, output) => new MatrixProductNode { Name = name, Inputs = [left.Name, right.Name], Output = output });
        graph.ReshapeResult(node, product, TensorShape.Of(
            [.. product.Shape.Dimensions.Where((_, axis) => !(isRow && axis == rank - 2) && !(isColumn && axis == rank - 1))]));
    }

    // A product of which one operand is the same for every sample, and no weight: products of elements, and their sums.
    private static ActivationValue BySame(OnnxNode node, GraphBuilder graph, ActivationValue x, ActivationValue y)
    {
        var (left, right) = (x.Shape, y.Shape);
        var inner = left[left.Rank - 1];
        if (inner == TensorShape.Dynamic || right[right.Rank - 2] != inner)
        {
            throw new UnsupportedException($"{left} by {right}, which sums along the batch");
        }

        var rank = Math.Max(left.Rank, right.Rank);
        var (a, b) = (Met("left", x, [.. left.Dimensions, 1]), Met(
            "right", y, [.. right.Dimensions.Take(right.Rank - 2), 1, .. right.Dimensions.Skip(right.Rank - 2)]));
        var sum = graph.Reduced(node, ReductionOperator.Sum, BinaryImport.Step(node, graph, BinaryOperator.Multiply, a, b), [rank - 1]);
        return graph.Reshaped(node, "sums", sum, TensorShape.Of([.. sum.Shape.Dimensions.Where((_, axis) => axis != rank - 1)]));

        // What has no batch has no axis where the other one has its batch.
        ActivationValue Met(string part, ActivationValue value, int[] extents) =>
            graph.Reshaped(node, part, value, TensorShape.Of(value.BatchAxis < 0 ? [.. extents.SkipWhile(extent => extent == 1)] : extents));
    }

    private static ActivationValue Extended(OnnxNode node, GraphBuilder graph, ActivationValue x, int rank) =>
        graph.Reshaped(node, "extended", x, TensorShape.Of([.. Enumerable.Repeat(1, rank - x.Shape.Rank), .. x.Shape.Dimensions]));

    private static void ByMatrices(OnnxNode node, GraphBuilder graph, ActivationValue x, ConstantValue matrices)
    {
        if (ConstantMatrices.AreSeveral(matrices.Tensor))
        {
            graph.Alias(node, ConstantMatrices.Multiply(node, graph, x, matrices, transpose: true));
        }
        else
        {
            ByConstant(node, graph, x, matrices);
        }
    }

    // w [.., m, k] · x [.., k, n] = (xᵀ · wᵀ)ᵀ.
    private static void SeveralBy(OnnxNode node, GraphBuilder graph, ConstantValue constant, ActivationValue x)
    {
        var rank = x.Shape.Rank;
        if (rank < 2 || x.BatchAxis == rank - 2)
        {
            throw new UnsupportedException($"a constant {constant.Tensor} by {x.Shape}");
        }

        var y = ConstantMatrices.Multiply(node, graph, graph.Transposed(node, "transposed", x, Swap(rank)), constant, transpose: false);
        graph.Alias(node, graph.Transposed(node, "swapped", y, Swap(y.Shape.Rank)));
    }

    // The last two axes in the other order.
    private static EquatableArray<int> Swap(int rank) =>
        Enumerable.Range(0, rank).Select(axis => axis < rank - 2 ? axis : (2 * rank) - 3 - axis).ToEquatableArray();

    // w [m, k] · x [k] is a layer as it stands.
    private static void ConstantByVector(OnnxNode node, GraphBuilder graph, ConstantValue constant, ActivationValue x)
    {
        var (rows, columns) = Matrix(node, constant.Tensor, 2, vectorIsColumn: false);
        RequireInner(node, x.Shape[0] == columns, x, constant);
        var weight = LinearImport.Weight(node, graph, constant, rows, columns, transpose: false);
        var y = graph.Step(node, "matrix", (name, output) => new LinearNode { Name = name, Inputs = [x.Name], Output = output, Weight = weight });
        graph.ReshapeResult(node, y, TensorShape.Of(constant.Tensor.Rank == 1 ? [] : [.. constant.Tensor.Extents.Take(constant.Tensor.Rank - 2), rows]));
    }

    // x [.., k] · w [k, n] = x · (wᵀ)ᵀ. A vector is a matrix of one column, whose axis goes away again.
    private static void ByConstant(OnnxNode node, GraphBuilder graph, ActivationValue x, ConstantValue constant)
    {
        var (rows, columns) = Matrix(node, constant.Tensor, Math.Max(2, x.Shape.Rank), vectorIsColumn: true);
        RequireInner(node, x.Shape.Rank >= 1 && x.Shape[x.Shape.Rank - 1] == rows, x, constant);
        var weight = LinearImport.Weight(node, graph, constant, rows, columns, transpose: true);
        if (constant.Tensor.Rank != 1)
        {
            graph.Result(node, (name, output) => new LinearNode { Name = name, Inputs = [x.Name], Output = output, Weight = weight });
            return;
        }

        var y = graph.Step(node, "matrix", (name, output) => new LinearNode { Name = name, Inputs = [x.Name], Output = output, Weight = weight });
        graph.ReshapeResult(node, y, TensorShape.Of([.. y.Shape.Dimensions.Take(y.Shape.Rank - 1)]));
    }

    // w [m, k] · x [.., k, n] = (xᵀ · wᵀ)ᵀ.
    private static void ConstantBy(OnnxNode node, GraphBuilder graph, ConstantValue constant, ActivationValue x)
    {
        var rank = x.Shape.Rank;
        if (x.BatchAxis >= 0 && x.BatchAxis == Math.Max(0, rank - 2))
        {
            throw new UnsupportedException($"a constant by {x.Shape}, which sums along the batch");
        }

        if (rank == 1)
        {
            ConstantByVector(node, graph, constant, x);
            return;
        }

        var (rows, columns) = Matrix(node, constant.Tensor, rank, vectorIsColumn: false);
        RequireInner(node, x.Shape[rank - 2] == columns, x, constant);
        var weight = LinearImport.Weight(node, graph, constant, rows, columns, transpose: false);
        var swap = Swap(rank);
        var transposed = graph.Step(node, "transposed", (name, output) => new TransposeNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Permutation = swap,
        });
        var y = graph.Step(node, "matrix", (name, output) => new LinearNode
        {
            Name = name,
            Inputs = [transposed.Name],
            Output = output,
            Weight = weight,
        });
        if (constant.Tensor.Rank == 1)
        {
            graph.ReshapeResult(node, y, TensorShape.Of([.. y.Shape.Dimensions.Take(rank - 1)]));
        }
        else
        {
            graph.Result(node, (name, output) => new TransposeNode { Name = name, Inputs = [y.Name], Output = output, Permutation = swap });
        }
    }

    private static (int Rows, int Columns) Matrix(OnnxNode node, ConstantTensor tensor, int rank, bool vectorIsColumn) => tensor.Rank switch
    {
        0 => throw node.Invalid("multiplies by a scalar"),
        1 => vectorIsColumn ? (tensor.Extents[0], 1) : (1, tensor.Extents[0]),
        _ when tensor.Rank <= rank && tensor.Extents.Take(tensor.Rank - 2).All(extent => extent == 1) =>
            (tensor.Extents[tensor.Rank - 2], tensor.Extents[tensor.Rank - 1]),
        _ => throw new UnsupportedException($"a constant {tensor} of more than one matrix"),
    };

    private static void RequireInner(OnnxNode node, bool fits, ActivationValue x, ConstantValue constant)
    {
        if (!fits)
        {
            throw node.Invalid($"cannot multiply {x.Shape} and the constant {constant.Tensor}");
        }
    }
}
