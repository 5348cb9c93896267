using Wfn.Graph;

namespace Wfn.Operators;

/// <summary>max(x, 0).</summary>
public sealed record ReluNode : Node
{
    /// <inheritdoc/>
    public override OperatorSignature Signature => ReluDefinition.Instance;
}

/// <summary>What a ReLU is: a clamp without an upper bound.</summary>
internal sealed class ReluDefinition : ClampDefinition<ReluNode>
{
    public static readonly ReluDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "relu";

    /// <inheritdoc/>
    public override string Summary => "max(x, 0)";

    /// <inheritdoc/>
    public override Node Blank { get; } = new ReluNode { Name = "", Inputs = [] };

    /// <inheritdoc/>
    internal override Node? Scaled(ReluNode node, GraphIndex index, float factor) => node;

    /// <inheritdoc/>
    internal override (float Minimum, float Maximum) Bounds(ReluNode node) => (0, float.PositiveInfinity);
}
