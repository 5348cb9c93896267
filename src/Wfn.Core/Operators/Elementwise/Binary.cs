using System.Linq.Expressions;
using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Operators;

/// <summary>A function of two elements with NumPy broadcasting; which one, a row of <see cref="BinaryOperator"/> says. One operand may be a parameter.</summary>
public sealed record BinaryNode : Node
{
    /// <summary>The function.</summary>
    public required BinaryOperator Operator { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => Operator;
}

/// <summary>A function of two elements: a row each.</summary>
public sealed class BinaryOperator : OperatorDefinition<BinaryNode>
{
    /// <summary>a + b</summary>
    public static readonly BinaryOperator Add = new("add", "sum", "Add", (a, b) => a + b)
    {
        IsReadWide = true,
        Lowering = SumLowering.Sum,
        IsHomogeneous = (left, right) => !left && !right,
    };

    /// <summary>a − b</summary>
    public static readonly BinaryOperator Subtract = new("subtract", "difference", "Subtract", (a, b) => a - b)
    {
        IsReadWide = true,
        Lowering = SumLowering.Difference,
        IsHomogeneous = (left, right) => !left && !right,
    };

    /// <summary>a · b</summary>
    public static readonly BinaryOperator Multiply = new("multiply", "product", "Multiply", (a, b) => a * b)
    {
        Lowering = ProductLowering.Lower,
        IsHomogeneous = (left, right) => left != right,
    };

    /// <summary>a / b</summary>
    public static readonly BinaryOperator Divide = new("divide", "quotient", null, (a, b) => a / b)
    {
        IsHomogeneous = (left, right) => !left && right,
    };

    /// <summary>The larger of a and b</summary>
    public static readonly BinaryOperator Maximum = new("maximum", "maximum", null, (a, b) => Math.Max(a, b))
    {
        IsReadWide = true,
        Lowering = ExtremumLowering.Maximum,
        IsHomogeneous = (left, right) => !left && !right,
    };

    /// <summary>The smaller of a and b</summary>
    public static readonly BinaryOperator Minimum = new("minimum", "minimum", null, (a, b) => Math.Min(a, b))
    {
        IsReadWide = true,
        Lowering = ExtremumLowering.Minimum,
        IsHomogeneous = (left, right) => !left && !right,
    };

    /// <summary>a^b</summary>
    public static readonly BinaryOperator Power = new("power", "a^b", null, (a, b) => (float)Math.Pow(a, b));

    /// <summary>a, below 0 a · b</summary>
    public static readonly BinaryOperator PRelu = new("prelu", "a, below 0 a · b", null, (a, b) => a < 0 ? a * b : a)
    {
        IsHomogeneous = (left, right) => !left && right,
    };

    /// <summary>1 where a = b, else 0</summary>
    public static readonly BinaryOperator Equal = new("equal", "1 where a = b, else 0", null, (a, b) => a == b ? 1f : 0f);

    /// <summary>1 where a &lt; b, else 0</summary>
    public static readonly BinaryOperator Less = new("less", "1 where a < b, else 0", null, (a, b) => a < b ? 1f : 0f);

    /// <summary>1 where a ≤ b, else 0</summary>
    public static readonly BinaryOperator LessOrEqual = new("lessOrEqual", "1 where a ≤ b, else 0", null, (a, b) => a <= b ? 1f : 0f);

    /// <summary>b where a is not 0, else 0</summary>
    public static readonly BinaryOperator Where = new("where", "b where a is not 0, else 0", null, (a, b) => a == 0 ? 0f : b);

    /// <summary>b where a is 0, else 0</summary>
    public static readonly BinaryOperator Elsewhere = new("elsewhere", "b where a is 0, else 0", null, (a, b) => a == 0 ? b : 0f);

    /// <summary>What is left of a divided by b, with the sign of a</summary>
    public static readonly BinaryOperator Remainder = new("remainder", "a − b · (a / b without what follows its point)", null, (a, b) => a % b);

    /// <summary>What is left of a divided by b, with the sign of b</summary>
    public static readonly BinaryOperator Modulo = new(
        "modulo",
        "a − b · ⌊a / b⌋",
        null,
        (a, b) => a % b < 0 ? (b > 0 ? (a % b) + b : a % b) : a % b > 0 ? (b < 0 ? (a % b) + b : a % b) : a % b);

    private readonly Lazy<Func<float, float, float>> compiled;

    private BinaryOperator(string kind, string summary, string? kernel, Expression<Func<float, float, float>> formula)
    {
        Kind = kind;
        Summary = summary;
        Kernel = kernel;
        Formula = formula;
        compiled = new(formula.Compile);
        Blank = new BinaryNode { Name = "", Inputs = [], Operator = this };
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BinaryOperator> All { get; } =
        [Add, Subtract, Multiply, Divide, Maximum, Minimum, Power, PRelu, Equal, Less, LessOrEqual, Where, Elsewhere, Remainder, Modulo];

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <inheritdoc/>
    public override string Summary { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("left", OperandKind.Either), new("right", OperandKind.Either)];

    /// <inheritdoc/>
    public override Node Blank { get; }

    /// <summary>The method of the float32 kernels that is made for it, or null where one is written from the formula.</summary>
    internal string? Kernel { get; }

    /// <summary>The formula over two elements, in float32.</summary>
    public LambdaExpression Formula { get; }

    /// <summary>Whether it reads 16 bits of two activations; with a constant it always does.</summary>
    internal bool IsReadWide { get; init; }

    /// <summary>Whether a positive factor on some of the operands, the parameters' left out, comes out as the same factor.</summary>
    /// <remarks>By whether the left and the right one are parameters.</remarks>
    private Func<bool, bool, bool> IsHomogeneous { get; init; } = (_, _) => false;

    /// <inheritdoc/>
    internal override Node? Scaled(BinaryNode node, GraphIndex index, float factor) =>
        IsHomogeneous(index.FindParameter(node.Inputs[0]) is not null, index.FindParameter(node.Inputs[1]) is not null) ? node : null;

    /// <summary>What it becomes in integers, or null.</summary>
    internal Func<BinaryNode, LoweringContext, FixedPointOperation?>? Lowering { get; init; }

    /// <summary>The value of two elements.</summary>
    public float Evaluate(float left, float right) => compiled.Value(left, right);

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(BinaryNode node, TypeScope scope) => Result(Broadcasting.Shape(node, scope));

    /// <inheritdoc/>
    internal override BinaryNode ForSample(BinaryNode node, SampleScope scope) =>
        node with { Inputs = Broadcasting.ForSample(node, scope) };

    /// <inheritdoc/>
    internal override void Run(BinaryNode node, NodeRun run)
    {
        var (leftShape, rightShape, outputShape) = (run.InputShape(0), run.InputShape(1), run.OutputShape());
        var (leftOf, rightOf) = run.Prepared(() => Tuple.Create(
            leftShape == outputShape ? null : IndexMap.Broadcast(leftShape, outputShape),
            rightShape == outputShape ? null : IndexMap.Broadcast(rightShape, outputShape)));
        var left = run.Input(0);
        var right = run.Input(1);
        var output = run.Output();
        var function = compiled.Value;
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = function(left[leftOf is null ? i : leftOf[i]], right[rightOf is null ? i : rightOf[i]]);
        }
    }

    /// <inheritdoc/>
    internal override bool TakesBounds => true;

    /// <inheritdoc/>
    internal override bool IsSum => this == Add;

    /// <summary>Two activations of one shape meet element by element.</summary>
    internal override LayoutSupport Layouts(BinaryNode node, GraphIndex index) =>
        index.ActivationsOf(node).Count() == 2 && index.Shape(node.Inputs[0]) == index.Shape(node.Inputs[1])
            ? LayoutSupport.Elementwise
            : LayoutSupport.RowMajor;

    /// <inheritdoc/>
    internal override void Plan(BinaryNode node, PlanScope scope) => BinaryCalls.Plan(node, scope);

    /// <inheritdoc/>
    public override FormatBehaviour Formats(BinaryNode node, GraphIndex index) => IsTable(node, index)
        ? new FormatBehaviour { Reads = ReadWidth.Table }
        : IsReadWide || Lowering is null || node.Inputs.Any(name => index.FindParameter(name) is not null)
            ? new FormatBehaviour { Reads = ReadWidth.Wide }
            : FormatBehaviour.Ordinary;

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(BinaryNode node, LoweringContext context) =>
        IsTable(node, context.Index) ? ScalarTable.Lower(node, context) : Lowering?.Invoke(node, context);

    // Sums and products with constants keep their precision in wide formats.
    private bool IsTable(BinaryNode node, GraphIndex index) => Kernel is null && ScalarTable.Is(node, index);
}
