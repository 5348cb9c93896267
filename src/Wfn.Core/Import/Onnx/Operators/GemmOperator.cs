using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>alpha·A·B + beta·C of matrices, each of A and B possibly transposed: a fully connected layer.</summary>
internal sealed class GemmOperator() : OnnxOperator(
    "Gemm", "fully connected layer", "B computed at run time; A constant; sums along the batch; C that reaches along the batch as a constant")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var alpha = node.Float("alpha", 1f);
        var beta = node.Float("beta", 1f);
        var transposesB = node.Flag("transB", false);
        var x = node.Activation(0);
        var transposesA = node.Flag("transA", false);
        _ = node.Constant(1, "B");
        var matrix = node.Floats(1, "B");
        if (matrix.Tensor.Rank != 2 || x.Shape.Rank != 2)
        {
            throw node.Invalid($"multiplies {x.Shape} and {matrix.Tensor}, which are no matrices");
        }

        x = transposesA
            ? graph.Step(node, "transposed", (name, output) => new TransposeNode { Name = name, Inputs = [x.Name], Output = output, Permutation = [1, 0] })
            : x;
        var rows = matrix.Tensor.Extents[0];
        var columns = matrix.Tensor.Extents[1];
        var outputs = transposesB ? rows : columns;
        var weight = LinearImport.Weight(node, graph, matrix, rows, columns, !transposesB, alpha);
        if (node.HasInput(2) && node.Input(2) is ActivationValue addend)
        {
            AddActivation(node, graph, x, weight, addend, beta);
            return;
        }

        var bias = node.OptionalFloats(2, "C") is { } constant ? LinearImport.Bias(node, graph, constant, outputs, beta) : null;
        graph.Result(node, (name, output) => new LinearNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Weight = weight,
            Bias = bias,
        });
    }

    private static void AddActivation(OnnxNode node, GraphBuilder graph, ActivationValue x, string weight, ActivationValue addend, float beta)
    {
        if (beta != 1f || addend.Shape.Rank != 2)
        {
            throw new UnsupportedException($"C {addend.Shape} computed at run time with a beta of {beta}");
        }

        var product = graph.Step(node, "matrix", (name, output) => new LinearNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Weight = weight,
        });
        graph.Result(node, (name, output) => new BinaryNode
        {
            Name = name,
            Inputs = [product.Name, addend.Name],
            Output = output,
            Operator = BinaryOperator.Add,
        });
    }
}
