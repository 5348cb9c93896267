using Wfn.Graph;
using Wfn.Indexing;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>
/// Weighted sums along an axis: output i is Σ weights[i, k] · input[indices[i · taps + k]]. Interpolations of every kind are some.
/// </summary>
public sealed record ResampleNode : Node
{
    /// <summary>The axis, not the batch.</summary>
    public required int Axis { get; init; }

    /// <summary>Where the taps of each output lie on the axis, as many as the weights.</summary>
    public required EquatableArray<int> Indices { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => ResampleDefinition.Instance;
}

/// <summary>What a resampling is. In fixed point it stays in float32: its weights are on no codebook.</summary>
internal sealed class ResampleDefinition : OperatorDefinition<ResampleNode>
{
    public static readonly ResampleDefinition Instance = new();
    private const int WeightsPlace = 1;

    /// <inheritdoc/>
    public override string Kind => "resample";

    /// <inheritdoc/>
    public override string Summary => "weighted sums of a few elements along an axis";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input"), OperandSpec.Parameter("weights", ParameterRole.Constant)];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1),
        Integers("indices", n => n.Indices, (n, value) => n with { Indices = value }, 0, Limits.Elements),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new ResampleNode { Name = "", Inputs = [], Axis = 0, Indices = [] };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(ResampleNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        AxisRule.Require(node, node.Axis, input);
        var weights = scope.Shape(node, WeightsPlace);
        node.Require(
            weights.Rank == 2 && weights.ElementCount == node.Indices.Count,
            $"has weights {weights} and {node.Indices.Count} indices; it needs an index for each of [outputs, taps]");
        AxisRule.RequireIndices(node, node.Indices, node.Axis, input);

        var extents = input.Dimensions.ToArray();
        extents[node.Axis] = weights[0];
        return Result(new TensorShape(EquatableArray.TakeOwnership(extents)));
    }

    /// <inheritdoc/>
    internal override ResampleNode ForSample(ResampleNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <summary>Worked out in double.</summary>
    internal override void Run(ResampleNode node, NodeRun run)
    {
        var input = run.Input(0);
        var weights = run.Input(WeightsPlace);
        var output = run.Output();
        var (shape, taps) = (run.InputShape(0), run.InputShape(WeightsPlace)[1]);
        var extent = shape[node.Axis];
        var results = weights.Length / taps;
        var inner = RowMajor.Count(shape, node.Axis + 1, shape.Rank);
        for (var i = 0; i < output.Length; i++)
        {
            var (outer, result, at) = (i / inner / results, i / inner % results, i % inner);
            var sum = 0.0;
            for (var tap = result * taps; tap < (result + 1) * taps; tap++)
            {
                sum += (double)weights[tap] * input[(((outer * extent) + node.Indices[tap]) * inner) + at];
            }

            output[i] = (float)sum;
        }
    }

    /// <inheritdoc/>
    internal override Node? Scaled(ResampleNode node, GraphIndex index, float factor) => node;

    /// <inheritdoc/>
    internal override void Plan(ResampleNode node, PlanScope scope)
    {
        var axis = AxisLayout.Of(scope.InputShape(), node.Axis);
        var taps = scope.InputShape(WeightsPlace)[1];
        scope.Call(
            "resample",
            CallCost.Multiplied("resample", (long)scope.OutputShape.ElementCount * taps),
            KernelObject.New(
                "FloatResample",
                ("outer", axis.Outer),
                ("extent", axis.Extent),
                ("inner", axis.Inner),
                ("indices", node.Indices),
                ("weights", scope.ParameterValues(WeightsPlace)),
                ("taps", taps)),
            "Run",
            scope.Input(),
            scope.Output());
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(ResampleNode node, GraphIndex index) => new() { Reads = ReadWidth.Wide };
}
