using Wfn.Graph;

namespace Wfn.Operators;

/// <summary>min(max(x, Minimum), Maximum); infinite bounds mean none.</summary>
public sealed record ClipNode : Node
{
    /// <summary>Lower bound, or negative infinity.</summary>
    public required float Minimum { get; init; }

    /// <summary>Upper bound, or positive infinity.</summary>
    public required float Maximum { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => ClipDefinition.Instance;
}

/// <summary>What a clip is.</summary>
internal sealed class ClipDefinition : ClampDefinition<ClipNode>
{
    public static readonly ClipDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "clip";

    /// <inheritdoc/>
    public override string Summary => "min(max(x, minimum), maximum)";

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Float("minimum", n => n.Minimum, (n, value) => n with { Minimum = value }),
        Float("maximum", n => n.Maximum, (n, value) => n with { Maximum = value }),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } =
        new ClipNode { Name = "", Inputs = [], Minimum = float.NegativeInfinity, Maximum = float.PositiveInfinity };

    /// <inheritdoc/>
    internal override Node? Scaled(ClipNode node, GraphIndex index, float factor) =>
        node with { Minimum = factor * node.Minimum, Maximum = factor * node.Maximum };

    /// <inheritdoc/>
    internal override (float Minimum, float Maximum) Bounds(ClipNode node) => (node.Minimum, node.Maximum);
}
