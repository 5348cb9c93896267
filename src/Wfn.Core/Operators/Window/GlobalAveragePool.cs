using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Operators.Window;

namespace Wfn.Operators;

/// <summary>Mean of each channel over height and width.</summary>
public sealed record GlobalAveragePoolNode : Node
{
    /// <inheritdoc/>
    public override OperatorSignature Signature => GlobalAveragePoolDefinition.Instance;
}

/// <summary>What global average pooling is.</summary>
internal sealed class GlobalAveragePoolDefinition : OperatorDefinition<GlobalAveragePoolNode>
{
    public static readonly GlobalAveragePoolDefinition Instance = new();

    /// <inheritdoc/>
    public override string Kind => "globalAveragePool";

    /// <inheritdoc/>
    public override string Summary => "mean of each channel over height and width";

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override Node Blank { get; } = new GlobalAveragePoolNode { Name = "", Inputs = [] };

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(GlobalAveragePoolNode node, TypeScope scope)
    {
        var input = ImageShape.Of(node, scope);
        return Result(ImageShape.With(input, ImageShape.Channels(input), 1, 1));
    }

    /// <summary>Added up in double.</summary>
    internal override void Run(GlobalAveragePoolNode node, NodeRun run)
    {
        var input = run.Input(0);
        var output = run.Output();
        var plane = input.Length / output.Length;
        for (var c = 0; c < output.Length; c++)
        {
            var sum = 0.0;
            foreach (var value in input.Slice(c * plane, plane))
            {
                sum += value;
            }

            output[c] = (float)(sum / plane);
        }
    }

    /// <inheritdoc/>
    internal override LayoutSupport Layouts(GlobalAveragePoolNode node, GraphIndex index) => LayoutSupport.ChannelsLast;

    /// <inheritdoc/>
    internal override Node? Scaled(GlobalAveragePoolNode node, GraphIndex index, float factor) => node;

    /// <inheritdoc/>
    internal override void Plan(GlobalAveragePoolNode node, PlanScope scope) =>
        FloatPoolCalls.Plan(PoolLayout.Global(scope.InputShape()), isMaximum: false, scope);

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(GlobalAveragePoolNode node, LoweringContext context)
    {
        var shape = context.Shape(node.Inputs[0]);
        return AverageLowering.Lower(
            node, new SlidingWindow { KernelHeight = shape[1], KernelWidth = shape[2] }, false, 0, 0, context);
    }
}
