using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>Whole numbers by a table of what each one from 0 on becomes: the labels of classes, say.</summary>
public sealed record LookupNode : Node
{
    /// <summary>What 0, 1, 2 … become.</summary>
    public required EquatableArray<int> Values { get; init; }

    /// <summary>What every other number becomes.</summary>
    public required int Missing { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => LookupDefinition.Instance;
}

/// <summary>What a look-up is.</summary>
internal sealed class LookupDefinition : OperatorDefinition<LookupNode>
{
    /// <summary>The largest magnitude of a value: float32 holds every whole number up to it.</summary>
    public const int Largest = 1 << 24;

    public static readonly LookupDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "lookup";

    /// <inheritdoc/>
    public override string Summary => "whole numbers by a table of what 0, 1, 2 … become";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Integers("values", n => n.Values, (n, value) => n with { Values = value }, -Largest, Largest),
        Integer("missing", n => n.Missing, (n, value) => n with { Missing = value }, -Largest, Largest),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; } = new LookupNode { Name = "", Inputs = [], Values = [], Missing = 0 };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(LookupNode node, TypeScope scope)
    {
        node.Require(!node.Values.IsEmpty, "has an empty table");
        return Result(scope.Type(node, 0).Shape);
    }

    /// <inheritdoc/>
    internal override void Run(LookupNode node, NodeRun run)
    {
        var input = run.Input(0);
        var output = run.Output();
        for (var i = 0; i < output.Length; i++)
        {
            var isThere = input[i] >= 0 && input[i] < node.Values.Count && input[i] == Math.Floor(input[i]);
            output[i] = isThere ? node.Values[(int)input[i]] : node.Missing;
        }
    }

    /// <inheritdoc/>
    internal override void Plan(LookupNode node, PlanScope scope)
    {
        var (input, output) = (scope.Input(), scope.Output());
        scope.Call(
            Kind,
            new CallCost { Kernel = Kind },
            KernelObject.New("FloatLookup", ("values", node.Values), ("missing", node.Missing)),
            "Run",
            input,
            output);
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(LookupNode node, GraphIndex index) => new()
    {
        Reads = ReadWidth.Wide,
        WholeOperand = (0, new WholeNumbers(0, node.Values.Count - 1)),
        Whole = new WholeNumbers(Math.Min(node.Missing, node.Values.Min()), Math.Max(node.Missing, node.Values.Max())),
    };
}
