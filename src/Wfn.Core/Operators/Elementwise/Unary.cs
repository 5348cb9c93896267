using System.Linq.Expressions;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>A function of each element; which one, a row of <see cref="UnaryFunctions"/> says.</summary>
public sealed record UnaryNode : Node
{
    /// <summary>The function.</summary>
    public required UnaryFunction Function { get; init; }

    /// <summary>The function's arguments besides the element, in its own order.</summary>
    public EquatableArray<float> Arguments { get; init; }

    /// <inheritdoc/>
    public override OperatorSignature Signature => Function;
}

/// <summary>An argument of a function besides the element.</summary>
/// <param name="Name">Its name: the attribute's in ONNX and in the .wfn format.</param>
/// <param name="Missing">Its value where it is not given.</param>
public sealed record FunctionArgument(string Name, float Missing);

/// <summary>
/// A function of one element. Its formula is the only thing that says what it is: the reference compiles it, tables are filled by
/// it, generated code and training translate it.
/// </summary>
public sealed class UnaryFunction : OperatorDefinition<UnaryNode>
{
    private readonly Lazy<Func<double, double[], double>> compiled;
    private readonly Lazy<Func<double, double[], double>> reproducible;

    private UnaryFunction(string kind, string summary, LambdaExpression formula, FunctionArgument[] arguments)
    {
        Kind = kind;
        Summary = summary;
        Formula = formula;
        Arguments = arguments;
        compiled = new(() => FunctionFormula.Compile(formula));
        reproducible = new(() => FunctionFormula.Compile(FunctionFormula.Reproducible(formula)));
        Attributes = [.. arguments.Select((argument, place) => Float(
            argument.Name,
            n => place < n.Arguments.Count ? n.Arguments[place] : argument.Missing,
            (n, value) => n with { Arguments = Replaced(n.Arguments, place, value) }))];
        Blank = new UnaryNode { Name = "", Inputs = [], Function = this, Arguments = arguments.Select(a => a.Missing).ToEquatableArray() };
    }

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <inheritdoc/>
    public override string Summary { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override IReadOnlyList<AttributeSpec> Attributes { get; }

    /// <inheritdoc/>
    public override Node Blank { get; }

    /// <summary>The formula over the element and the arguments, in double.</summary>
    public LambdaExpression Formula { get; }

    /// <summary>The arguments.</summary>
    public IReadOnlyList<FunctionArgument> Arguments { get; }

    /// <summary>ONNX's operator that is exactly this function with attributes of the arguments' names, or null.</summary>
    public string? OnnxName { get; init; }

    /// <summary>Whether results stay in a fixed range whatever the input.</summary>
    public bool IsBounded { get; init; }

    /// <summary>Whether a positive factor on the element comes out as the same factor.</summary>
    private bool IsHomogeneous { get; init; }

    /// <inheritdoc/>
    internal override Node? Scaled(UnaryNode node, GraphIndex index, float factor) => IsHomogeneous ? node : null;

    /// <summary>A function of the element alone.</summary>
    public static UnaryFunction Of(string kind, string summary, Expression<Func<double, double>> formula, string? onnx = null, bool isBounded = false) =>
        new(kind, summary, formula, []) { OnnxName = onnx, IsBounded = isBounded };

    /// <summary>A function with one more argument.</summary>
    public static UnaryFunction Of(
        string kind, string summary, Expression<Func<double, double, double>> formula, float argument, string? onnx = null, bool isBounded = false) =>
        new(kind, summary, formula, Named(formula, argument)) { OnnxName = onnx, IsBounded = isBounded };

    /// <summary>A function with two more arguments.</summary>
    public static UnaryFunction Of(
        string kind, string summary, Expression<Func<double, double, double, double>> formula, float first, float second, string? onnx = null, bool isBounded = false) =>
        new(kind, summary, formula, Named(formula, first, second)) { OnnxName = onnx, IsBounded = isBounded };

    /// <summary>The same function, told to be one from which a positive factor on the element comes out.</summary>
    internal UnaryFunction Homogeneous() => new(Kind, Summary, Formula, [.. Arguments]) { OnnxName = OnnxName, IsBounded = IsBounded, IsHomogeneous = true };

    /// <summary>The value of an element, worked out in double with the platform's mathematics and rounded to float32.</summary>
    public float Evaluate(float x, EquatableArray<float> arguments) => (float)compiled.Value(x, Doubles(arguments));

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(UnaryNode node, TypeScope scope) => Result(scope.Type(node, 0).Shape);

    /// <inheritdoc/>
    internal override void Run(UnaryNode node, NodeRun run)
    {
        var input = run.Input(0);
        var output = run.Output();
        var function = compiled.Value;
        var arguments = Doubles(node.Arguments);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = (float)function(input[i], arguments);
        }
    }

    /// <inheritdoc/>
    internal override LayoutSupport Layouts(UnaryNode node, GraphIndex index) => LayoutSupport.Elementwise;

    /// <inheritdoc/>
    internal override void Plan(UnaryNode node, PlanScope scope)
    {
        if (this == UnaryFunctions.Sigmoid)
        {
            scope.Elementwise("sigmoid", "FloatElementwise", "Sigmoid");
        }
        else
        {
            scope.Elementwise(Kind, Function(node));
        }
    }

    private FunctionValue Function(UnaryNode node) => new(Kind, Formula, node.Arguments);

    /// <inheritdoc/>
    public override FormatBehaviour Formats(UnaryNode node, GraphIndex index) => new() { Reads = ReadWidth.Table, IsBounded = IsBounded };

    /// <summary>A table with a result for each q of the input's format, the same on every machine.</summary>
    internal override FixedPointOperation? Lower(UnaryNode node, LoweringContext context)
    {
        var input = context.Format(node.Inputs[0]);
        var output = context.Format(node.Output);
        var (function, arguments) = (reproducible.Value, Doubles(node.Arguments));
        var table = new int[input.Maximum - input.Minimum + 1];
        for (var i = 0; i < table.Length; i++)
        {
            var x = (i + input.Minimum) * FixedPointRounding.PowerOfTwo(-input.FractionBits);
            var value = (float)function(x, arguments);
            table[i] = float.IsNaN(value) ? 0 : FixedPointRounding.Quantize(value, output);
        }

        return new TableOperation
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            Table = EquatableArray.TakeOwnership(table),
        };
    }

    private static FunctionArgument[] Named(LambdaExpression formula, params float[] missing) =>
        [.. missing.Select((value, place) => new FunctionArgument(formula.Parameters[place + 1].Name!, value))];

    private static double[] Doubles(EquatableArray<float> values) => [.. values.Select(value => (double)value)];

    private static EquatableArray<float> Replaced(EquatableArray<float> arguments, int place, float value)
    {
        var values = arguments.ToArray();
        values[place] = value;
        return EquatableArray.TakeOwnership(values);
    }
}
