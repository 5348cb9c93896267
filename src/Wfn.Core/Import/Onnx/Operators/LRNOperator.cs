using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Each element by a power of the mean square of the channels around it.</summary>
internal sealed class LRNOperator() : OnnxOperator("LRN", "local response norm")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        _ = NormalizationImport.Channels(node);
        graph.Result(node, (name, output) => new LocalResponseNormNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Axis = 1,
            Size = node.ToInt(node.Integer("size", 0), "a size"),
            Alpha = node.Float("alpha", 1e-4f),
            Beta = node.Float("beta", 0.75f),
            Bias = node.Float("bias", 1f),
        });
    }
}
