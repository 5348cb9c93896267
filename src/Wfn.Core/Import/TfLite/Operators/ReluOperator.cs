using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>max(x, 0).</summary>
internal sealed class ReluOperator() : TfLiteOperator("RELU", "ReLU")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        graph.Result(node, x.With(
            graph.Layer(node, "relu", FusedActivation.None, (
            name, output) => new ReluNode { Name = name, Inputs = [x.Value.Name], Output = output })));
    }
}
