using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>1 / √x.</summary>
internal sealed class RsqrtOperator() : TfLiteOperator("RSQRT", "1 / √x")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        if (node.Input(0) is ConstantTensorValue)
        {
            var tensor = node.Floats(0, "an operand").Tensor;
            graph.Budget.ReserveConstant(node, tensor.Extents);
            graph.Constant(node, ConstantTensor.OfFloats(
                tensor.Extents, [.. tensor.Floats.Select(value => (float)(1 / Math.Sqrt(value)))]));
            return;
        }

        var x = graph.Activation(node, 0);
        var root = Function(UnaryFunctions.Sqrt, x.Value);
        graph.Result(node, x.With(Function(UnaryFunctions.Reciprocal, root)));

        ActivationValue Function(UnaryFunction function, ActivationValue input) =>
            graph.Step(node, function.Kind, (name, output) => function.Blank with { Name = name, Inputs = [input.Name], Output = output });
    }
}
