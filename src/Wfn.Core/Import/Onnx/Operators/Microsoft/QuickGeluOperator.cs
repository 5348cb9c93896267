using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>x · σ(alpha · x).</summary>
internal sealed class QuickGeluOperator() : MicrosoftOperator("QuickGelu", UnaryFunctions.Swish.Summary)
{
    private const float Alpha = 1.702f;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var (x, alpha) = (node.Activation(0), node.Float("alpha", Alpha));
        graph.Result(node, (name, output) => new UnaryNode { Name = name, Inputs = [x.Name], Output = output, Function = UnaryFunctions.Swish, Arguments = [alpha] });
    }
}
