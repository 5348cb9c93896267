using System.Linq.Expressions;
using Wfn.Kernels;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>Formulas of functions as delegates.</summary>
internal static class FunctionFormula
{
    /// <summary>The formula as a function of its first parameter and the array of its others.</summary>
    public static Func<double, double[], double> Compile(LambdaExpression formula)
    {
        var others = Expression.Parameter(typeof(double[]), "arguments");
        var body = new Substitution(formula.Parameters.Skip(1).Select((parameter, place) => (
            (Expression)parameter, (Expression)Expression.ArrayIndex(others, Expression.Constant(place))))).Visit(formula.Body);
        return Expression.Lambda<Func<double, double[], double>>(body, formula.Parameters[0], others).Compile();
    }

    /// <summary>
    /// The formula by our own mathematics in place of the platform's, whose last bits differ from machine to machine: tables that are
    /// filled by it are the same everywhere.
    /// </summary>
    public static LambdaExpression Reproducible(LambdaExpression formula) => (LambdaExpression)new OwnMathematics().Visit(formula);

    private sealed class Substitution(IEnumerable<(Expression From, Expression To)> pairs) : ExpressionVisitor
    {
        private readonly Dictionary<Expression, Expression> replacements = pairs.ToDictionary(pair => pair.From, pair => pair.To);

        protected override Expression VisitParameter(ParameterExpression node) =>
            replacements.TryGetValue(node, out var replacement) ? replacement : node;
    }

    private sealed class OwnMathematics : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            var own = node.Method.DeclaringType == typeof(Math) || node.Method.DeclaringType == typeof(SpecialFunctions)
                ? typeof(ReproducibleMath).GetMethod(node.Method.Name, [.. node.Method.GetParameters().Select(p => p.ParameterType)])
                : null;
            return own is null
                ? base.VisitMethodCall(node)
                : Expression.Call(own, node.Arguments.Select(Visit).OfType<Expression>());
        }
    }
}
