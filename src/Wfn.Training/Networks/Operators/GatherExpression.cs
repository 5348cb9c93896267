using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks.Operators;

/// <summary>Parts at constant indices along an axis.</summary>
internal sealed class GatherExpression : IOperatorExpression
{
    /// <inheritdoc/>
    public Type Node => typeof(GatherNode);

    /// <inheritdoc/>
    public Tensor[] Run(Node node, TorchScope scope)
    {
        var gather = (GatherNode)node;
        return [scope[0].index_select(gather.Axis, tensor(gather.Indices.Select(index => (long)index).ToArray(), device: scope[0].device))];
    }
}
