using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>alpha·A·B + beta·C of matrices, each of A and B possibly transposed: a fully connected layer.</summary>
internal sealed class GemmOperator() : OnnxOperator(
    "Gemm",
    "fully connected layer; product of matrices, factors and a sum where B is computed at run time or A is constant",
    "sums along the batch; C that reaches along the batch as a constant")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var alpha = node.Float("alpha", 1f);
        var beta = node.Float("beta", 1f);
        var transposesB = node.Flag("transB", false);

        if (node.Input(0) is ConstantValue || (node.Input(1) is ActivationValue && !node.IsMissingWeight(1)))
        {
            OfMatrices(node, graph, beta);
            return;
        }

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
        var isPerRow = node.Optional(2) is ConstantValue { Tensor: { Rank: 2, Extents: var given } } && given[0] != 1 && given[0] == x.Shape[0];
        if (node.Optional(2) is ActivationValue || isPerRow)
        {
            var product = graph.Step(node, "matrix", (name, output) => new LinearNode { Name = name, Inputs = [x.Name], Output = output, Weight = weight });
            BinaryImport.Result(node, graph, BinaryOperator.Add, product, Scaled(node, graph, node.Input(2), beta));
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

    // The product of both as they are, of which neither is a weight.
    private static void OfMatrices(OnnxNode node, GraphBuilder graph, float beta)
    {
        if (node.Input(0) is ConstantValue { Tensor.Rank: not 2 } or ActivationValue { Shape.Rank: not 2 } || node.Input(1) is ActivationValue { Shape.Rank: not 2 })
        {
            throw node.Invalid("multiplies what are no matrices");
        }

        ScaledProduct.Run(node, graph);
        if (node.HasInput(2))
        {
            FusedActivation.Add(node, graph, Scaled(node, graph, node.Input(2), beta));
        }
    }

    private static ImportedValue Scaled(OnnxNode node, GraphBuilder graph, ImportedValue value, float factor) => factor == 1f ? value
        : value is ConstantValue constant
            ? constant with
            {
                Tensor = ConstantTensor.OfFloats(
                    constant.Tensor.Extents, [.. node.Floats(2, "C").Tensor.Floats.Select(element => factor * element)]),
            }
            : BinaryImport.Step(node, graph, BinaryOperator.Multiply, value, Steps.Number(node, "beta", factor));
}
