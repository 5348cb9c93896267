using Wfn.Graph;
using Wfn.Indexing;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>An element of the data for each index, at the index' own place but for one axis, along which the index says where.</summary>
public sealed record PickAlongNode : Node
{
    /// <summary>The axis, not the batch.</summary>
    public required int Axis { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => PickAlongDefinition.Instance;
}

/// <summary>What a pick of single elements is; indices count as those of a <see cref="PickNode"/>.</summary>
internal sealed class PickAlongDefinition : OperatorDefinition<PickAlongNode>
{
    public static readonly PickAlongDefinition Instance = new();
    private const int IndicesPlace = 1;

    /// <inheritdoc/>
    public override string Kind => "pickAlong";

    /// <inheritdoc/>
    public override string Summary => "an element for each index computed at run time, at its own place but for one axis";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("data"), new("indices")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
        [Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1)];

    /// <inheritdoc/>
    public override Node Blank { get; } = new PickAlongNode { Name = "", Inputs = [], Axis = 0 };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(PickAlongNode node, TypeScope scope)
    {
        var (data, indices) = (scope.Type(node, 0).Shape, scope.Type(node, IndicesPlace).Shape);
        AxisRule.Require(node, node.Axis, data);
        var fits = indices.Rank == data.Rank && indices[node.Axis] != TensorShape.Dynamic;
        for (var axis = 0; fits && axis < data.Rank; axis++)
        {
            fits = axis == node.Axis || (indices[axis] == TensorShape.Dynamic || data[axis] == TensorShape.Dynamic
                ? indices[axis] == data[axis]
                : indices[axis] <= data[axis]);
        }

        node.Require(fits, $"picks elements of {data} at indices {indices}");
        return Result(indices);
    }

    /// <inheritdoc/>
    internal override PickAlongNode ForSample(PickAlongNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <inheritdoc/>
    internal override void Run(PickAlongNode node, NodeRun run)
    {
        var data = run.Input(0);
        var indices = run.Input(IndicesPlace);
        var output = run.Output();
        var (shape, places) = (run.InputShape(0), Places(node, run.InputShape(0), run.InputShape(IndicesPlace)));
        var stride = RowMajor.Strides(shape)[node.Axis];
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = data[places[i] + (PickDefinition.Index(indices[i], shape[node.Axis]) * stride)];
        }
    }

    /// <inheritdoc/>
    internal override void Plan(PickAlongNode node, PlanScope scope)
    {
        var (data, indices) = (scope.InputShape(), scope.InputShape(IndicesPlace));
        var strides = RowMajor.Strides(data);
        scope.Call(
            Kind,
            new CallCost { Kernel = Kind },
            KernelObject.New(
                "FloatPickAlong",
                ("extents", indices.Dimensions),
                ("strides", strides.Select((stride, axis) => axis == node.Axis ? 0 : stride).ToEquatableArray()),
                ("extent", data[node.Axis]),
                ("stride", strides[node.Axis])),
            "Run",
            scope.Input(),
            scope.Input(IndicesPlace),
            scope.Output());
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(PickAlongNode node, GraphIndex index) => new()
    {
        Reads = ReadWidth.Wide,
        WholeOperand = (IndicesPlace, new WholeNumbers(0, index.Shape(node.Inputs[0])[node.Axis] - 1)),
    };

    // For each index the element of the data at its place, and at 0 along the axis.
    private static int[] Places(PickAlongNode node, TensorShape data, TensorShape indices)
    {
        var strides = RowMajor.Strides(data);
        strides[node.Axis] = 0;
        return RowMajor.Map(indices, 0, strides);
    }
}
