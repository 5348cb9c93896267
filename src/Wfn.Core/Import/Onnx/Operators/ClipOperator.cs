using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>min(max(x, minimum), maximum): bounds as attributes up to opset 10, as operands from 11.</summary>
internal sealed class ClipOperator() : OnnxOperator("Clip", "clip; by bounds of run time the larger of x and the one, the smaller of that and the other", "a constant between bounds of run time")
{
    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        if (node.Optional(1) is ActivationValue || node.Optional(2) is ActivationValue)
        {
            Between(node, graph, x);
            return;
        }

        var minimum = node.Opset < 11 ? node.Float("min", float.MinValue) : Bound(node, 1, float.NegativeInfinity);
        var maximum = node.Opset < 11 ? node.Float("max", float.MaxValue) : Bound(node, 2, float.PositiveInfinity);
        if (float.IsNaN(minimum) || float.IsNaN(maximum))
        {
            throw node.Invalid("clips to NaN");
        }

        graph.Result(node, (name, output) => new ClipNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Minimum = minimum == float.MinValue ? float.NegativeInfinity : minimum,
            Maximum = maximum == float.MaxValue ? float.PositiveInfinity : maximum,
        });
    }

    private static void Between(OnnxNode node, GraphBuilder graph, ActivationValue x)
    {
        var raised = node.Optional(1) is { } minimum ? BinaryImport.Step(node, graph, BinaryOperator.Maximum, x, minimum) : x;
        if (node.Optional(2) is { } maximum)
        {
            BinaryImport.Result(node, graph, BinaryOperator.Minimum, raised, maximum);
        }
        else
        {
            graph.Alias(node, raised);
        }
    }

    private static float Bound(OnnxNode node, int index, float missing)
    {
        var bound = node.OptionalFloats(index, "a bound")?.Tensor;
        return bound is null ? missing : bound.Count == 1 ? bound.Floats[0] : throw node.Invalid($"has a bound of {bound.Count} elements");
    }
}
