using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>min(max(x, 0), 6).</summary>
internal sealed class Relu6Operator() : TfLiteOperator("RELU6", "clip from 0 to 6")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        graph.Result(node, x.With(graph.Layer(node, "clip", FusedActivation.None, (name, output) => FusedActivation.Clip(0, 6) with
        {
            Name = name,
            Inputs = [x.Value.Name],
            Output = output,
        })));
    }
}
