using Wfn.Graph;
using Wfn.Indexing;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>Parts of the data along an axis at indices that are computed at run time: rows of an embedding, say.</summary>
public sealed record PickNode : Node
{
    /// <summary>The axis of the data, not the batch.</summary>
    public required int Axis { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => PickDefinition.Instance;
}

/// <summary>
/// What a pick is. Indices are whole numbers in float32; negative ones count from the axis' end, and what lies outside is taken to the
/// nearest inside.
/// </summary>
internal sealed class PickDefinition : OperatorDefinition<PickNode>
{
    public static readonly PickDefinition Instance = new();
    private const int IndicesPlace = 1;

    /// <inheritdoc/>
    public override string Kind => "pick";

    /// <inheritdoc/>
    public override string Summary => "parts along an axis at indices computed at run time";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } =
        [new("data", OperandKind.Either) { Role = ParameterRole.Weight }, new("indices")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
        [Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1)];

    /// <inheritdoc/>
    public override Node Blank { get; } = new PickNode { Name = "", Inputs = [], Axis = 0 };

    /// <summary>The index of an element along an axis of so many.</summary>
    public static int Index(float index, int extent)
    {
        // What is no number is the first.
        var whole = float.IsNaN(index) ? 0 : index < 0 ? Math.Floor((double)index) + extent : Math.Floor((double)index);
        return (int)Math.Max(0, Math.Min(extent - 1, whole));
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(PickNode node, TypeScope scope)
    {
        var (data, indices) = (scope.Shape(node, 0), scope.Type(node, IndicesPlace).Shape);
        AxisRule.Require(node, node.Axis, data);
        node.Require(
            SampleScope.BatchAxis(data) < 0 || SampleScope.BatchAxis(indices) < 0,
            $"picks parts of {data} at indices {indices}, which both have a batch");
        node.Require(data.Rank - 1 + indices.Rank <= Limits.Rank, $"picks parts of {data} at indices {indices}: more than {Limits.Rank} axes");
        return Result(TensorShape.Of([.. data.Dimensions.Take(node.Axis), .. indices.Dimensions, .. data.Dimensions.Skip(node.Axis + 1)]));
    }

    /// <inheritdoc/>
    internal override PickNode ForSample(PickNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <inheritdoc/>
    internal override void Run(PickNode node, NodeRun run)
    {
        var data = run.Input(0);
        var indices = run.Input(IndicesPlace);
        var output = run.Output();
        var shape = run.InputShape(0);
        var (extent, inner) = (shape[node.Axis], RowMajor.Count(shape, node.Axis + 1, shape.Rank));
        for (var i = 0; i < output.Length; i++)
        {
            var (outer, index, at) = (i / inner / indices.Length, i / inner % indices.Length, i % inner);
            output[i] = data[(((outer * extent) + Index(indices[index], extent)) * inner) + at];
        }
    }

    /// <inheritdoc/>
    internal override void Plan(PickNode node, PlanScope scope)
    {
        var shape = scope.InputShape();
        scope.Call(
            Kind,
            new CallCost { Kernel = Kind },
            KernelObject.New("FloatPick", ("extent", shape[node.Axis]), ("inner", RowMajor.Count(shape, node.Axis + 1, shape.Rank))),
            "Run",
            scope.FindParameter(0) is null ? scope.Input() : scope.ParameterValues(0),
            scope.Input(IndicesPlace),
            scope.Output());
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(PickNode node, GraphIndex index) => new()
    {
        Reads = ReadWidth.Wide,
        WholeOperand = (IndicesPlace, new WholeNumbers(0, index.Shape(node.Inputs[0])[node.Axis] - 1)),
    };
}
