using System.Linq.Expressions;
using Wfn.KernelCalls;

namespace Wfn.Generator.Emit;

/// <summary>Formulas of functions as types of generated code, which the loops of the kernels are compiled for.</summary>
internal static class FunctionText
{
    /// <summary>The class that declares them.</summary>
    public const string ClassName = "Functions";

    private static readonly string[] Elements = ["x", "y"];

    /// <summary>The lines of a type: a structure that is a function of its elements.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="function">The function.</param>
    /// <param name="code">Takes the kernels that it names.</param>
    public static IReadOnlyList<string> Lines(string name, FunctionValue function, ModelCode code)
    {
        var formula = function.Formula;
        var elements = formula.Parameters.Take(formula.Parameters.Count - function.Arguments.Count).ToArray();
        var contract = code.Kernel(elements.Length == 1 ? "IUnaryFunction" : "IBinaryFunction");
        return
        [
            $"internal readonly struct {name} : {contract}",
            "{",
            $"    public float Of({string.Join(", ", elements.Select((_, place) => "float " + Elements[place]))}) => {Value(formula, function.Arguments, code)};",
            "}",
        ];
    }

    private static string Value(LambdaExpression formula, EquatableArray<float> arguments, ModelCode code)
    {
        var elements = formula.Parameters.Count - arguments.Count;
        var text = new Translation(formula, elements, arguments, code).Text(formula.Body);
        return formula.ReturnType == typeof(double) ? $"(float){text}" : text;
    }

    // Every operation stands in parentheses of its own, so that no precedence has to be known.
    private sealed class Translation(LambdaExpression formula, int elements, EquatableArray<float> arguments, ModelCode code)
    {
        public string Text(Expression expression) => expression switch
        {
            ParameterExpression parameter => Parameter(parameter),
            ConstantExpression constant => Constant(constant),
            UnaryExpression { NodeType: ExpressionType.Negate } negation => $"(-{Text(negation.Operand)})",
            UnaryExpression { NodeType: ExpressionType.Convert } conversion => $"({TypeName(conversion.Type)}){Text(conversion.Operand)}",
            BinaryExpression binary => $"({Text(binary.Left)} {Sign(binary)} {Text(binary.Right)})",
            ConditionalExpression choice => $"({Text(choice.Test)} ? {Text(choice.IfTrue)} : {Text(choice.IfFalse)})",
            MethodCallExpression { Object: null } call => $"{TypeOf(call)}.{call.Method.Name}({string.Join(", ", call.Arguments.Select(Text))})",
            _ => throw Unknown(expression),
        };

        private string Parameter(ParameterExpression parameter)
        {
            var place = formula.Parameters.IndexOf(parameter);
            var text = place < elements ? Elements[place] : $"({CSharpText.Number(arguments[place - elements])})";
            return parameter.Type == typeof(double) ? $"(double){text}" : text;
        }

        private static string Constant(ConstantExpression constant) => constant.Value switch
        {
            double number => CSharpText.Number(number),
            float number => CSharpText.Number(number),
            _ => throw Unknown(constant),
        };

        private string TypeOf(MethodCallExpression call) => call.Method.DeclaringType == typeof(Math)
            ? "global::System.Math"
            : code.Kernel(call.Method.DeclaringType!.Name);

        private static string TypeName(Type type) => type == typeof(double) ? "double" : type == typeof(float) ? "float" : throw new NotSupportedException(type.Name);

        private static string Sign(BinaryExpression binary) => binary.NodeType switch
        {
            ExpressionType.Add => "+",
            ExpressionType.Subtract => "-",
            ExpressionType.Multiply => "*",
            ExpressionType.Divide => "/",
            ExpressionType.Modulo => "%",
            ExpressionType.LessThan => "<",
            ExpressionType.LessThanOrEqual => "<=",
            ExpressionType.GreaterThan => ">",
            ExpressionType.GreaterThanOrEqual => ">=",
            ExpressionType.Equal => "==",
            _ => throw Unknown(binary),
        };

        private static NotSupportedException Unknown(Expression expression) => new($"C# has no text for {expression}");
    }
}
