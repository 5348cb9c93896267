using Wfn.Graph;
using Wfn.Indexing;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>Where along an axis the most extreme elements are, from the most extreme one on; which, a row of <see cref="TopOperator"/> says.</summary>
public sealed record TopNode : Node
{
    /// <summary>Which elements are sought.</summary>
    public required TopOperator Operator { get; init; }

    /// <summary>The axis, not the batch.</summary>
    public required int Axis { get; init; }

    /// <summary>How many are sought, at most the axis' extent.</summary>
    public required int Count { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => Operator;
}

/// <summary>Indices of the most extreme elements, a row each; of equal elements the one in front comes first.</summary>
public sealed class TopOperator : OperatorDefinition<TopNode>
{
    /// <summary>The largest.</summary>
    public static readonly TopOperator Max = new("topMax", "indices of the largest values along an axis, in their order", "Largest", 1);

    /// <summary>The smallest.</summary>
    public static readonly TopOperator Min = new("topMin", "indices of the smallest values along an axis, in their order", "Smallest", -1);

    private readonly string kernel;
    private readonly float sign;

    private TopOperator(string kind, string summary, string kernel, float sign)
    {
        Kind = kind;
        Summary = summary;
        (this.kernel, this.sign) = (kernel, sign);
        Blank = new TopNode { Name = "", Inputs = [], Operator = this, Axis = 0, Count = 1 };
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TopOperator> All { get; } = [Max, Min];

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
        Integer("count", n => n.Count, (n, value) => n with { Count = value }, 1, Limits.Elements),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; }

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(TopNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        AxisRule.Require(node, node.Axis, input);
        node.Require(node.Count >= 1 && node.Count <= input[node.Axis], $"seeks {node.Count} elements along axis {node.Axis} of {input}");
        return Result(new TensorShape(
            input.Dimensions.Select((extent, axis) => axis == node.Axis ? node.Count : extent).ToEquatableArray()));
    }

    /// <inheritdoc/>
    internal override TopNode ForSample(TopNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <inheritdoc/>
    internal override void Run(TopNode node, NodeRun run)
    {
        var input = run.Input(0);
        var output = run.Output();
        var shape = run.InputShape(0);
        var (extent, inner) = (shape[node.Axis], RowMajor.Count(shape, node.Axis + 1, shape.Rank));
        var line = new float[extent];
        for (var lines = 0; lines < input.Length / extent; lines++)
        {
            var (outer, at) = (lines / inner, lines % inner);
            for (var i = 0; i < extent; i++)
            {
                line[i] = sign * input[(((outer * extent) + i) * inner) + at];
            }

            // What is no number comes last; sorting is stable.
            var order = Enumerable.Range(0, extent).OrderByDescending(i => float.IsNaN(line[i]) ? float.NegativeInfinity : line[i]).ToArray();
            for (var i = 0; i < node.Count; i++)
            {
                output[(((outer * node.Count) + i) * inner) + at] = order[i];
            }
        }
    }

    /// <inheritdoc/>
    internal override void Plan(TopNode node, PlanScope scope)
    {
        var shape = scope.InputShape();
        scope.Call(
            Kind,
            new CallCost { Kernel = Kind },
            KernelObject.New(
                "FloatTop",
                ("extent", shape[node.Axis]),
                ("count", node.Count),
                ("inner", RowMajor.Count(shape, node.Axis + 1, shape.Rank))),
            kernel,
            scope.Input(),
            scope.Output());
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(TopNode node, GraphIndex index) =>
        new() { Reads = ReadWidth.Wide, Whole = new WholeNumbers(0, index.Shape(node.Inputs[0])[node.Axis] - 1) };
}
