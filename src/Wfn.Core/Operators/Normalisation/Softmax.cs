using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>e^x / Σ e^x along one axis.</summary>
public sealed record SoftmaxNode : Node
{
    /// <summary>The axis, not the batch.</summary>
    public required int Axis { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => SoftmaxDefinition.Instance;
}

/// <summary>What softmax is.</summary>
internal sealed class SoftmaxDefinition : OperatorDefinition<SoftmaxNode>
{
    public static readonly SoftmaxDefinition Instance = new();
    private const double One = 1 << 14;

    /// <inheritdoc/>
    public override string Kind => "softmax";

    /// <inheritdoc/>
    public override string Summary => "e^x / Σ e^x along one axis";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
        [Integer("axis", n => n.Axis, (n, value) => n with { Axis = value }, 0, Limits.Rank - 1)];

    /// <inheritdoc/>
    public override Node Blank { get; } = new SoftmaxNode { Name = "", Inputs = [], Axis = 0 };

    /// <inheritdoc/>
    public override int? DistributionAxis(Node node) => ((SoftmaxNode)node).Axis;

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(SoftmaxNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        AxisRule.Require(node, node.Axis, input);
        return Result(input);
    }

    /// <inheritdoc/>
    internal override SoftmaxNode ForSample(SoftmaxNode node, SampleScope scope) =>
        node with { Axis = SampleScope.Without(scope.BatchAxis(node, 0), node.Axis) };

    /// <summary>Worked out in double, the maximum along the axis taken off first.</summary>
    internal override void Run(SoftmaxNode node, NodeRun run)
    {
        var input = run.Input(0);
        var output = run.Output();
        var shape = run.OutputShape();
        var extent = shape[node.Axis];
        var inner = RowMajor.Count(shape, node.Axis + 1, shape.Rank);
        var outer = RowMajor.Count(shape, 0, node.Axis);
        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < inner; i++)
            {
                var start = (o * extent * inner) + i;
                var maximum = float.NegativeInfinity;
                for (var k = 0; k < extent; k++)
                {
                    maximum = Math.Max(maximum, input[start + (k * inner)]);
                }

                var sum = 0.0;
                for (var k = 0; k < extent; k++)
                {
                    sum += Math.Exp((double)input[start + (k * inner)] - maximum);
                }

                for (var k = 0; k < extent; k++)
                {
                    output[start + (k * inner)] = (float)(Math.Exp((double)input[start + (k * inner)] - maximum) / sum);
                }
            }
        }
    }

    /// <inheritdoc/>
    internal override void Plan(SoftmaxNode node, PlanScope scope)
    {
        var axis = AxisLayout.Of(scope.OutputShape, node.Axis);
        scope.Call(
            "softmax", new CallCost { Kernel = "softmax" }, "FloatSoftmax", "Run", scope.Input(), scope.Output(), axis.Outer, axis.Extent, axis.Inner);
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(SoftmaxNode node, GraphIndex index) => new() { Reads = ReadWidth.Wide, IsBounded = true, Depth = 11 };

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(SoftmaxNode node, LoweringContext context)
    {
        var input = context.Format(node.Inputs[0]);
        var exponentials = new List<int>();
        for (var distance = 0; distance <= input.Maximum - input.Minimum; distance++)
        {
            var power = Exponential.Of(-distance * FixedPointRounding.PowerOfTwo(-input.FractionBits));
            var rounded = (int)Math.Round(One * power, MidpointRounding.AwayFromZero);
            if (rounded == 0)
            {
                break;
            }

            exponentials.Add(rounded);
        }

        return new SoftmaxOperation
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            Axis = node.Axis,
            Exponentials = exponentials.ToEquatableArray(),
        };
    }
}
