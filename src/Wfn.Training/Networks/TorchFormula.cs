using System.Linq.Expressions;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>Formulas of functions as TorchSharp computes them, with gradients.</summary>
internal static class TorchFormula
{
    /// <summary>A function of one element.</summary>
    /// <param name="formula">Its formula; the element is the first parameter.</param>
    /// <param name="x">The elements.</param>
    /// <param name="arguments">The formula's other parameters.</param>
    public static Tensor Apply(LambdaExpression formula, Tensor x, EquatableArray<float> arguments) => new Translation(
        formula, [x, .. arguments.Select(value => (object)(double)value)]).Tensor(formula.Body);

    /// <summary>A function of two elements.</summary>
    public static Tensor Apply(LambdaExpression formula, Tensor left, Tensor right) => new Translation(formula, [left, right]).Tensor(formula.Body);

    // Values are tensors or doubles; what depends on no tensor stays a double.
    private sealed class Translation(LambdaExpression formula, object[] values)
    {
        public Tensor Tensor(Expression expression) => Value(expression) switch
        {
            Tensor tensor => tensor,
            double number => Number(number),
            _ => throw Unknown(expression),
        };

        private object Value(Expression expression) => expression switch
        {
            ParameterExpression parameter => values[formula.Parameters.IndexOf(parameter)],
            ConstantExpression constant => Convert.ToDouble(constant.Value, System.Globalization.CultureInfo.InvariantCulture),
            UnaryExpression { NodeType: ExpressionType.Negate } negation => Of(-1.0, Value(negation.Operand), (a, b) => a * b, (a, b) => a * b, (a, b) => a * b, (a, b) => a * b),
            UnaryExpression { NodeType: ExpressionType.Convert } conversion => Value(conversion.Operand),
            BinaryExpression binary => Binary(binary),
            ConditionalExpression conditional => where(Tensor(conditional.Test), Tensor(conditional.IfTrue), Tensor(conditional.IfFalse)),
            MethodCallExpression call => Call(call),
            _ => throw Unknown(expression),
        };

        private object Binary(BinaryExpression binary)
        {
            var (left, right) = (Value(binary.Left), Value(binary.Right));
            return binary.NodeType switch
            {
                ExpressionType.Add => Of(left, right, (a, b) => a + b, (a, b) => a + b, (a, b) => a + b, (a, b) => a + b),
                ExpressionType.Subtract => Of(left, right, (a, b) => a - b, (a, b) => a - b, (a, b) => a - b, (a, b) => a - b),
                ExpressionType.Multiply => Of(left, right, (a, b) => a * b, (a, b) => a * b, (a, b) => a * b, (a, b) => a * b),
                ExpressionType.Divide => Of(left, right, (a, b) => a / b, (a, b) => a / b, (a, b) => a / b, (a, b) => a / b),
                ExpressionType.Modulo => fmod(AsTensor(left), AsTensor(right)),
                ExpressionType.LessThan => AsTensor(left).lt(AsTensor(right)),
                ExpressionType.LessThanOrEqual => AsTensor(left).le(AsTensor(right)),
                ExpressionType.GreaterThan => AsTensor(left).gt(AsTensor(right)),
                ExpressionType.GreaterThanOrEqual => AsTensor(left).ge(AsTensor(right)),
                ExpressionType.Equal => AsTensor(left).eq(AsTensor(right)),
                _ => throw Unknown(binary),
            };
        }

        private Tensor Call(MethodCallExpression call)
        {
            var arguments = call.Arguments.Select(Value).ToArray();
            var first = AsTensor(arguments[0]);
            return call.Method.Name switch
            {
                nameof(Math.Exp) => first.exp(),
                nameof(Math.Log) => first.log(),
                "Log1P" => first.log1p(),
                "ExpM1" => first.expm1(),
                "Erf" => first.erf(),
                nameof(Math.Sqrt) => first.sqrt(),
                nameof(Math.Abs) => first.abs(),
                nameof(Math.Sin) => first.sin(),
                nameof(Math.Cos) => first.cos(),
                nameof(Math.Tanh) => first.tanh(),
                "Acos" => first.acos(),
                "Asin" => first.asin(),
                "Atan" => first.atan(),
                nameof(Math.Truncate) => first.trunc(),
                nameof(Math.Floor) => first.floor(),
                nameof(Math.Ceiling) => first.ceil(),
                nameof(Math.Round) => first.round(),
                nameof(Math.Min) => minimum(first, AsTensor(arguments[1])),
                nameof(Math.Max) => maximum(first, AsTensor(arguments[1])),
                nameof(Math.Pow) => first.pow(AsTensor(arguments[1])),
                _ => throw Unknown(call),
            };
        }

        private Tensor AsTensor(object value) => value as Tensor ?? Number((double)value);

        // A number as a tensor that broadcasts, on the device of the elements.
        private Tensor Number(double number)
        {
            var like = values.OfType<Tensor>().First();
            return full([1], (float)number, device: like.device);
        }

        private static object Of(
            object a,
            object b,
            Func<Tensor, Tensor, Tensor> both,
            Func<Tensor, double, Tensor> first,
            Func<double, Tensor, Tensor> second,
            Func<double, double, double> numbers) => (a, b) switch
            {
                (Tensor x, Tensor y) => both(x, y),
                (Tensor x, double y) => first(x, y),
                (double x, Tensor y) => second(x, y),
                _ => (object)numbers((double)a, (double)b),
            };

        private static NotSupportedException Unknown(Expression expression) => new($"TorchSharp has no expression for {expression}");
    }
}
