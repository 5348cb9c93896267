using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>What becomes of a row and an update of it.</summary>
public enum PutJoin
{
    /// <summary>The update.</summary>
    Replace,

    /// <summary>Their sum.</summary>
    Add,

    /// <summary>Their product.</summary>
    Multiply,

    /// <summary>The larger of each pair of elements.</summary>
    Maximum,

    /// <summary>The smaller of each pair of elements.</summary>
    Minimum,
}

/// <summary>Rows of the data with updates in their place, or joined with them, at indices that are computed at run time.</summary>
public sealed record PutNode : Node
{
    /// <summary>What becomes of a row and an update of it.</summary>
    public PutJoin Join { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => PutDefinition.Instance;
}

/// <summary>
/// What a put is: data [rows, elements], an index for each update, updates [updates, elements], one after another; with a batch in front where
/// there is one. Indices count as those of a <see cref="PickNode"/>.
/// </summary>
internal sealed class PutDefinition : OperatorDefinition<PutNode>
{
    public static readonly PutDefinition Instance = new();
    private const int IndicesPlace = 1;
    private const int UpdatesPlace = 2;

    /// <inheritdoc/>
    public override string Kind => "put";

    /// <inheritdoc/>
    public override string Summary => "rows with updates in the place of some, or joined with them, at indices computed at run time";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } =
        [new("data", OperandKind.Either), new("indices"), new("updates", OperandKind.Either)];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
        [Word("join", n => n.Join, (n, value) => n with { Join = value }, ["replace", "add", "multiply", "maximum", "minimum"])];

    /// <inheritdoc/>
    public override Node Blank { get; } = new PutNode { Name = "", Inputs = [] };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(PutNode node, TypeScope scope)
    {
        var (data, indices, updates) = (scope.Shape(node, 0), scope.Type(node, IndicesPlace).Shape, scope.Shape(node, UpdatesPlace));
        TensorShape[] all = [data, indices, updates];
        var batched = all.Any(shape => SampleScope.BatchAxis(shape) >= 0);
        node.Require(
            data.Sample.Rank == 2 && indices.Sample.Rank == 1 && updates.Sample.Rank == 2 && updates.Sample[0] == indices.Sample[0]
                && updates.Sample[1] == data.Sample[1] && all.All(shape => SampleScope.BatchAxis(shape) <= 0),
            $"puts {updates} at indices {indices} of {data}");
        return Result(batched ? TensorShape.Of(TensorShape.Dynamic, data.Sample[0], data.Sample[1]) : data);
    }

    /// <inheritdoc/>
    internal override void Run(PutNode node, NodeRun run)
    {
        var indices = run.Input(IndicesPlace);
        var updates = run.Input(UpdatesPlace);
        var output = run.Output();
        var shape = run.OutputShape();
        var (rows, inner) = (shape[0], shape[1]);
        run.Input(0).CopyTo(output);
        for (var i = 0; i < updates.Length; i++)
        {
            var place = (PickDefinition.Index(indices[i / inner], rows) * inner) + (i % inner);
            output[place] = node.Join switch
            {
                PutJoin.Replace => updates[i],
                PutJoin.Add => output[place] + updates[i],
                PutJoin.Multiply => output[place] * updates[i],
                PutJoin.Maximum => Math.Max(output[place], updates[i]),
                PutJoin.Minimum => Math.Min(output[place], updates[i]),
                _ => throw new InvalidOperationException($"unknown join {node.Join}"),
            };
        }
    }

    /// <inheritdoc/>
    internal override void Plan(PutNode node, PlanScope scope) => scope.Call(
        Kind,
        new CallCost { Kernel = Kind },
        "FloatPut",
        node.Join.ToString(),
        Operand(scope, 0),
        scope.Input(IndicesPlace),
        Operand(scope, UpdatesPlace),
        scope.Output(),
        scope.OutputShape[1]);

    /// <inheritdoc/>
    public override FormatBehaviour Formats(PutNode node, GraphIndex index) => new()
    {
        Reads = ReadWidth.Wide,
        WholeOperand = (IndicesPlace, new WholeNumbers(0, index.Shape(node.Output).Sample[0] - 1)),
    };

    private static KernelValue Operand(PlanScope scope, int place) =>
        scope.FindParameter(place) is null ? scope.Input(place) : scope.ParameterValues(place);
}
