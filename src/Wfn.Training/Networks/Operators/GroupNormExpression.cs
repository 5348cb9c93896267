using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks.Operators;

/// <summary>Group norm, of an input as [outer, channels, inner].</summary>
internal sealed class GroupNormExpression : IOperatorExpression
{
    /// <inheritdoc/>
    public Type Node => typeof(GroupNormNode);

    /// <inheritdoc/>
    public Tensor[] Run(Node node, TorchScope scope)
    {
        var norm = (GroupNormNode)node;
        var (input, channels) = (scope[0], scope[1].shape[0]);
        var inner = input.shape.Skip(norm.Axis + 1).Aggregate(1L, (product, extent) => product * extent);
        var normalised = nn.functional.group_norm(input.reshape(-1, channels, inner), norm.Groups, scope[1], scope[2], norm.Epsilon);
        return [normalised.reshape(input.shape)];
    }
}
