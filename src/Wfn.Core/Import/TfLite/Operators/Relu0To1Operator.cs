using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>min(max(x, 0), 1).</summary>
internal sealed class Relu0To1Operator() : TfLiteOperator("RELU_0_TO_1", "clip from 0 to 1")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        graph.Result(node, x.With(graph.Layer(node, "clip", FusedActivation.None, (name, output) => FusedActivation.Clip(0, 1) with
        {
            Name = name,
            Inputs = [x.Value.Name],
            Output = output,
        })));
    }
}
