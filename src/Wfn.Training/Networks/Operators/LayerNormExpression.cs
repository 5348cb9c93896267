using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks.Operators;

/// <summary>Layer norm.</summary>
internal sealed class LayerNormExpression : IOperatorExpression
{
    /// <inheritdoc/>
    public Type Node => typeof(LayerNormNode);

    /// <inheritdoc/>
    public Tensor[] Run(Node node, TorchScope scope) =>
        [nn.functional.layer_norm(scope[0], scope[1].shape, scope[1], scope.Optional(2), ((LayerNormNode)node).Epsilon)];
}
