using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>γ·(x − μ)/√(σ² + ε) + β, with mean and variance over the last axes of each sample; γ and β for every element of these.</summary>
public sealed record LayerNormNode : Node
{
    /// <summary>The first of the axes; the batch is in front of it.</summary>
    public required int Axis { get; init; }

    /// <summary>ε, added to the variance.</summary>
    public required float Epsilon { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => LayerNormDefinition.Instance;
}

/// <summary>What a layer norm is. It has no integer form: its divisor is not known before the call.</summary>
internal sealed class LayerNormDefinition : OperatorDefinition<LayerNormNode>
{
    public static readonly LayerNormDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "layerNorm";

    /// <inheritdoc/>
    public override string Summary => "mean 0 and variance 1 over the last axes, then factor and offset for each element";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } =
    [
        new("input"),
        OperandSpec.Parameter("scale", ParameterRole.Scale),
        OperandSpec.Parameter("shift", ParameterRole.Shift, isOptional: true),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1),
        Float("epsilon", n => n.Epsilon, (n, value) => n with { Epsilon = value }),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new LayerNormNode { Name = "", Inputs = [], Axis = 0, Epsilon = 0 };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(LayerNormNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        node.Require(node.Axis >= 0 && node.Axis < input.Rank, $"works from axis {node.Axis} of {input}");
        var normalised = new TensorShape(input.Dimensions.Skip(node.Axis).ToEquatableArray());
        node.Require(SampleScope.BatchAxis(normalised) < 0, $"takes a mean over the batch of its input {input}");
        for (var place = 1; place < node.Inputs.Count; place++)
        {
            var parameter = scope.Shape(node, place);
            node.Require(parameter == normalised, $"has a parameter {parameter}, which does not fit the last axes {normalised} of its input");
        }

        return Result(input);
    }

    /// <inheritdoc/>
    internal override LayerNormNode ForSample(LayerNormNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <summary>Worked out in double.</summary>
    internal override void Run(LayerNormNode node, NodeRun run)
    {
        var input = run.Input(0);
        var scale = run.Input(1);
        var shift = run.Input(2);
        var output = run.Output();
        for (var start = 0; start < input.Length; start += scale.Length)
        {
            var (mean, deviation) = SampleMoments.Of(input.Slice(start, scale.Length), node.Epsilon);
            for (var i = 0; i < scale.Length; i++)
            {
                output[start + i] = (float)(((input[start + i] - mean) / deviation * scale[i]) + (shift.IsEmpty ? 0 : shift[i]));
            }
        }
    }

    /// <inheritdoc/>
    internal override void Plan(LayerNormNode node, PlanScope scope) => scope.Call(
        "layer norm",
        new CallCost { Kernel = "layer norm" },
        "FloatNormalization",
        "Rows",
        scope.Input(),
        scope.Output(),
        scope.ParameterValues(1),
        node.HasInput(2) ? scope.ParameterValues(2) : PlanScope.Bias(null, scope.InputShape(1).ElementCount),
        node.Epsilon);

    /// <inheritdoc/>
    public override FormatBehaviour Formats(LayerNormNode node, GraphIndex index) => new() { Reads = ReadWidth.Wide };
}
