using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Operators.Reduction;

namespace Wfn.Operators;

/// <summary>Elements along some axes made one; how, a row of <see cref="ReductionOperator"/> says.</summary>
public sealed record ReductionNode : Node
{
    /// <summary>What is made of them.</summary>
    public required ReductionOperator Operator { get; init; }

    /// <summary>The axes that are reduced, ascending, none of them the batch.</summary>
    public required EquatableArray<int> Axes { get; init; }

    /// <summary>Whether the axes stay, with an extent of 1.</summary>
    public bool KeepsAxes { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => Operator;
}

/// <summary>What can be made of elements along some axes: a row each. Of a single element every one of them makes that element.</summary>
public sealed class ReductionOperator : OperatorDefinition<ReductionNode>
{
    /// <summary>ln Σ e^x.</summary>
    public static readonly ReductionOperator LogSumExp = new("reduceLogSumExp", "ln Σ e^x along some axes", "LogSumExp", OfLogSumExp);

    /// <summary>The largest.</summary>
    public static readonly ReductionOperator Max = new("reduceMax", "largest value along some axes", "Largest", OfMax)
    {
        Behaviour = FormatBehaviour.Moves,
        Lowering = ReductionLowering.Maximum,
        IsHomogeneous = true,
    };

    /// <summary>The smallest.</summary>
    public static readonly ReductionOperator Min = new("reduceMin", "smallest value along some axes", "Smallest", OfMin)
    {
        IsHomogeneous = true,
    };

    /// <summary>The product.</summary>
    public static readonly ReductionOperator Prod = new("reduceProd", "product along some axes", "Product", OfProd);

    /// <summary>The sum.</summary>
    public static readonly ReductionOperator Sum = new("reduceSum", "sum along some axes", "Sum", OfSum)
    {
        Lowering = ReductionLowering.Sum,
        IsHomogeneous = true,
    };

    private readonly Reduce reduce;

    private ReductionOperator(string kind, string summary, string kernel, Reduce reduce)
    {
        Kind = kind;
        Summary = summary;
        Kernel = kernel;
        this.reduce = reduce;
        Blank = new ReductionNode { Name = "", Inputs = [], Operator = this, Axes = [] };
    }

    private delegate double Reduce(ReadOnlySpan<float> values);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReductionOperator> All { get; } = [LogSumExp, Max, Min, Prod, Sum];

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <inheritdoc/>
    public override string Summary { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; } =
    [
        Integers("axes", n => n.Axes, (n, value) => n with { Axes = value }, 0, Limits.Rank - 1),
        Flag("keepAxes", n => n.KeepsAxes, (n, value) => n with { KeepsAxes = value }),
    ];

    /// <inheritdoc/>
    public override Node Blank { get; }

    /// <summary>The method of the float32 kernels.</summary>
    internal string Kernel { get; }

    /// <summary>How formats behave.</summary>
    internal FormatBehaviour Behaviour { get; init; } = new() { Reads = ReadWidth.Wide };

    /// <summary>Whether a positive factor on the elements comes out as the same factor.</summary>
    private bool IsHomogeneous { get; init; }

    /// <inheritdoc/>
    internal override Node? Scaled(ReductionNode node, GraphIndex index, float factor) => IsHomogeneous ? node : null;

    /// <summary>What it becomes in integers, or null.</summary>
    internal Func<ReductionNode, LoweringContext, FixedPointOperation?>? Lowering { get; init; }

    /// <summary>What some elements become, worked out in double.</summary>
    public float Evaluate(ReadOnlySpan<float> values) => (float)reduce(values);

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(ReductionNode node, TypeScope scope)
    {
        var input = scope.Type(node, 0).Shape;
        for (var i = 0; i < node.Axes.Count; i++)
        {
            AxisRule.Require(node, node.Axes[i], input);
            node.Require(i == 0 || node.Axes[i] > node.Axes[i - 1], "names its axes twice or out of order");
        }

        return Result(new TensorShape(input.Dimensions.Select((extent, axis) => node.Axes.Contains(axis) ? 1 : extent)
            .Where((_, axis) => node.KeepsAxes || !node.Axes.Contains(axis)).ToEquatableArray()));
    }

    /// <inheritdoc/>
    internal override ReductionNode ForSample(ReductionNode node, SampleScope scope)
    {
        var batch = scope.BatchAxis(node, 0);
        return node with { Axes = node.Axes.Select(axis => SampleScope.Without(batch, axis)).ToEquatableArray() };
    }

    /// <summary>Worked out in double.</summary>
    internal override void Run(ReductionNode node, NodeRun run)
    {
        var layout = ReductionLayout.Of(run.InputShape(0), node.Axes);
        var input = run.Input(0);
        var output = run.Output();
        var starts = layout.KeptOffsets();
        var offsets = layout.ReducedOffsets();
        var values = new float[offsets.Length];
        for (var i = 0; i < output.Length; i++)
        {
            for (var k = 0; k < values.Length; k++)
            {
                values[k] = input[starts[i] + offsets[k]];
            }

            output[i] = (float)reduce(values);
        }
    }

    /// <inheritdoc/>
    internal override void Plan(ReductionNode node, PlanScope scope)
    {
        var layout = ReductionLayout.Of(scope.InputShape(), node.Axes);
        if (layout.Extents.IsEmpty)
        {
            scope.Alias();
            return;
        }

        var (input, output) = (scope.Input(), scope.Output());
        scope.Call(
            Kind,
            new CallCost { Kernel = Kind },
            "FloatReduction",
            Kernel,
            KernelObject.New(
                "ReductionWalk",
                ("keptExtents", layout.KeptExtents),
                ("keptStrides", layout.KeptStrides),
                ("extents", layout.Extents),
                ("strides", layout.Strides)),
            input,
            output);
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(ReductionNode node, GraphIndex index) => Behaviour;

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(ReductionNode node, LoweringContext context) => Lowering?.Invoke(node, context);

    private static double OfSum(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static double OfProd(ReadOnlySpan<float> values)
    {
        var product = 1.0;
        foreach (var value in values)
        {
            product *= value;
        }

        return product;
    }

    private static double OfMax(ReadOnlySpan<float> values)
    {
        var largest = double.NegativeInfinity;
        foreach (var value in values)
        {
            largest = Math.Max(largest, value);
        }

        return largest;
    }

    private static double OfMin(ReadOnlySpan<float> values)
    {
        var smallest = double.PositiveInfinity;
        foreach (var value in values)
        {
            smallest = Math.Min(smallest, value);
        }

        return smallest;
    }

    // The largest is taken off first, so that nothing overflows.
    private static double OfLogSumExp(ReadOnlySpan<float> values)
    {
        var largest = OfMax(values);
        if (double.IsInfinity(largest))
        {
            return largest;
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += Math.Exp(value - largest);
        }

        return largest + Math.Log(sum);
    }
}
