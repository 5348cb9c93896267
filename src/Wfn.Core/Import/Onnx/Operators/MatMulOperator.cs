using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>NumPy's matmul: with a constant matrix on either side a fully connected layer, else a product of activations.</summary>
internal sealed class MatMulOperator() : OnnxOperator(
    "MatMul",
    "fully connected layer where one side is a constant matrix, else product of two activations",
    "constants that hold more than one matrix; activations of different rank; sums along the batch")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        switch (node.Input(0), node.Input(1))
        {
            case (ActivationValue x, ActivationValue y):
                Product(node, graph, x, y);
                break;
            case (ActivationValue x, ConstantValue):
                ByConstant(node, graph, x, node.Floats(1, "a matrix"));
                break;
            case (ConstantValue, ActivationValue y):
                ConstantBy(node, graph, node.Floats(0, "a matrix"), y);
                break;
            default:
                throw new UnsupportedException("two constants");
        }
    }

    private static void Product(OnnxNode node, GraphBuilder graph, ActivationValue x, ActivationValue y)
    {
        if (x.Shape.Rank < 3 || x.Shape.Rank != y.Shape.Rank)
        {
            throw new UnsupportedException($"{x.Shape} by {y.Shape}, whose batches do not meet");
        }

        graph.Result(node, (name, output) => new MatrixProductNode { Name = name, Inputs = [x.Name, y.Name], Output = output });
    }

    // x [.., k] · w [k, n] = x · (wᵀ)ᵀ. A vector is a matrix of one column, whose axis goes away again.
    private static void ByConstant(OnnxNode node, GraphBuilder graph, ActivationValue x, ConstantValue constant)
    {
        var (rows, columns) = Matrix(node, constant.Tensor, x.Shape.Rank, vectorIsColumn: true);
        RequireInner(node, x.Shape.Rank >= 2 && x.Shape[x.Shape.Rank - 1] == rows, x, constant);
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
        if (rank < 3)
        {
            throw new UnsupportedException($"a constant by {x.Shape}, which sums along the batch");
        }

        var (rows, columns) = Matrix(node, constant.Tensor, rank, vectorIsColumn: false);
        RequireInner(node, x.Shape[rank - 2] == columns, x, constant);
        var weight = LinearImport.Weight(node, graph, constant, rows, columns, transpose: false);
        var swap = Enumerable.Range(0, rank).Select(axis => axis < rank - 2 ? axis : (2 * rank) - 3 - axis).ToEquatableArray();
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
