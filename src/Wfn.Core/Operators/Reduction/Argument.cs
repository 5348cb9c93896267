using Wfn.Graph;
using Wfn.KernelCalls;
using Wfn.Operators.Reduction;

namespace Wfn.Operators;

/// <summary>Where along an axis an extreme element is; which, a row of <see cref="ArgumentOperator"/> says.</summary>
public sealed record ArgumentNode : Node
{
    /// <summary>Which element is sought.</summary>
    public required ArgumentOperator Operator { get; init; }

    /// <summary>The axis, not the batch.</summary>
    public required int Axis { get; init; }

    /// <summary>Whether the axis stays, with an extent of 1.</summary>
    public bool KeepsAxis { get; init; }

    /// <summary>Whether of equal elements the last one counts, not the first.</summary>
    public bool TakesLast { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => Operator;
}

/// <summary>Indices of extreme elements: whole numbers from 0 on, a row each.</summary>
public sealed class ArgumentOperator : OperatorDefinition<ArgumentNode>
{
    /// <summary>The largest.</summary>
    public static readonly ArgumentOperator Max = new(
        "argMax", "index of the largest value along an axis", "Largest", (value, best) => value > best);

    /// <summary>The smallest.</summary>
    public static readonly ArgumentOperator Min = new(
        "argMin", "index of the smallest value along an axis", "Smallest", (value, best) => value < best);

    private readonly string kernel;
    private readonly Func<float, float, bool> isBetter;

    private ArgumentOperator(string kind, string summary, string kernel, Func<float, float, bool> isBetter)
    {
        Kind = kind;
        Summary = summary;
        (this.kernel, this.isBetter) = (kernel, isBetter);
        Blank = new ArgumentNode { Name = "", Inputs = [], Operator = this, Axis = 0 };
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ArgumentOperator> All { get; } = [Max, Min];

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <inheritdoc/>
    public override string Summary { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1),
        Flag("keepAxis", n => n.KeepsAxis, (n, value) => n with { KeepsAxis = value }),
        Flag("last", n => n.TakesLast, (n, value) => n with { TakesLast = value }),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; }

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(ArgumentNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        AxisRule.Require(node, node.Axis, input);
        return Result(new TensorShape(input.Dimensions.Select((extent, axis) => axis == node.Axis ? 1 : extent)
            .Where((_, axis) => node.KeepsAxis || axis != node.Axis).ToEquatableArray()));
    }

    /// <inheritdoc/>
    internal override ArgumentNode ForSample(ArgumentNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <inheritdoc/>
    internal override void Run(ArgumentNode node, NodeRun run)
    {
        var layout = ReductionLayout.Of(run.InputShape(0), [node.Axis]);
        var input = run.Input(0);
        var output = run.Output();
        var starts = layout.KeptOffsets();
        var offsets = layout.ReducedOffsets();
        for (var i = 0; i < output.Length; i++)
        {
            var best = 0;
            for (var k = 1; k < offsets.Length; k++)
            {
                var (value, found) = (input[starts[i] + offsets[k]], input[starts[i] + offsets[best]]);
                best = isBetter(value, found) || (node.TakesLast && value == found) ? k : best;
            }

            output[i] = best;
        }
    }

    /// <inheritdoc/>
    internal override void Plan(ArgumentNode node, PlanScope scope)
    {
        // An axis of extent 1 is left out of the layout, but is walked along all the same.
        var layout = ReductionLayout.Of(scope.InputShape(), [node.Axis]);
        var (input, output) = (scope.Input(), scope.Output());
        scope.Call(
            Kind,
            new CallCost { Kernel = Kind },
            "FloatArgument",
            node.TakesLast ? $"Last{kernel}" : kernel,
            KernelObject.New(
                "ReductionWalk",
                ("keptExtents", layout.KeptExtents),
                ("keptStrides", layout.KeptStrides),
                ("extents", layout.Extents.IsEmpty ? [1] : layout.Extents),
                ("strides", layout.Extents.IsEmpty ? [1] : layout.Strides)),
            input,
            output);
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(ArgumentNode node, GraphIndex index) =>
        new() { Reads = ReadWidth.Wide, Whole = new WholeNumbers(0, index.Shape(node.Inputs[0])[node.Axis] - 1) };
}
