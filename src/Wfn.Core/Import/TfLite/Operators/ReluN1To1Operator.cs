using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>min(max(x, -1), 1).</summary>
internal sealed class ReluN1To1Operator() : TfLiteOperator("RELU_N1_TO_1", "clip from -1 to 1")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        graph.Result(node, x.With(graph.Layer(node, "clip", FusedActivation.None, (name, output) => FusedActivation.Clip(-1, 1) with
        {
            Name = name,
            Inputs = [x.Value.Name],
            Output = output,
        })));
    }
}
