using System.Linq.Expressions;
using Wfn.Artifact;
using Wfn.Integers;
using Wfn.Kernels;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Operators;

/// <summary>Formulas say what all translators understand: C#, training, tables, and the reference that compiles them.</summary>
public class FunctionFormulaTests
{
    // Exact by IEEE 754, and so the same everywhere.
    private static readonly string[] ExactMethods =
        [nameof(Math.Abs), nameof(Math.Ceiling), nameof(Math.Floor), nameof(Math.Max), nameof(Math.Min), nameof(Math.Round), nameof(Math.Sqrt),
        nameof(Math.Truncate)];

    // Made of exact operations.
    private static readonly string[] OwnMethods = [nameof(SpecialFunctions.Erf), nameof(SpecialFunctions.Acos), nameof(SpecialFunctions.Asin), nameof(SpecialFunctions.Atan)];

    private static readonly float[] Elements =
        [0, 1, -1, 0.5f, -0.5f, 1.5f, -1.5f, 2.5f, 3, -3, 0.01f, -0.01f, 7.25f, -7.25f, 20, -20, 90, -90, 1e-6f, -1e-6f];

    public static TheoryData<string> Kinds => [.. UnaryFunctions.All.Select(function => function.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void UsesMethodsThatAreTheSameEverywhere(string kind)
    {
        foreach (var method in Methods(Function(kind).Formula))
        {
            var isExact = method.DeclaringType == typeof(Math) && ExactMethods.Contains(method.Name);
            var isOwn = method.DeclaringType == typeof(SpecialFunctions) && OwnMethods.Contains(method.Name);
            var hasTwin = typeof(ReproducibleMath).GetMethod(method.Name, [.. method.GetParameters().Select(p => p.ParameterType)]) is not null;
            Assert.True(isExact || isOwn || hasTwin, $"{method.Name} may differ from machine to machine");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void OwnMathematicsAgreesWithThePlatforms(string kind)
    {
        var function = Function(kind);
        var reproducible = FunctionFormula.Compile(FunctionFormula.Reproducible(function.Formula));
        var arguments = ((UnaryNode)function.Blank).Arguments;
        double[] doubles = [.. arguments.Select(argument => (double)argument)];
        foreach (var x in Elements)
        {
            var expected = function.Evaluate(x, arguments);
            var actual = (float)reproducible(x, doubles);
            Assert.True(
                expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-12f + (1e-6f * Math.Abs(expected)), $"{kind}({x}) = {actual:R}, not {expected:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ItsTableIsWithinAStepOfIt(string kind)
    {
        var function = Function(kind);
        var chain = new NetworkChain(64);

        // Of a function that has no values below zero, absolute values; of one that has none below one, what is not.
        var front = !float.IsNaN(function.Evaluate(-1, ((UnaryNode)function.Blank).Arguments)) ? null
            : float.IsNaN(function.Evaluate(0.5f, ((UnaryNode)function.Blank).Arguments)) ? UnaryFunctions.Cosh
            : UnaryFunctions.Abs;
        foreach (var next in front is not null ? (UnaryFunction[])[front, function] : [function])
        {
            chain.Add((name, inputs, output) => next.Blank with { Name = name, Inputs = inputs, Outputs = [output] });
        }

        var graph = chain.Build();
        var network = FixedPointLowering.Lower(WfnReader.Read(WfnWriter.Write(Artifacts.Of(graph, bits: 16)), "function.wfn"));
        var samples = Artifacts.RandomSamples(graph, 3, 17);
        var actual = new float[samples.Length];
        new FixedPointExecutor(network).Run(samples, 3, actual);

        var (table, result) = (Assert.IsType<TableOperation>(network.Operations[^1]), Format(network, network.Outputs[0]));
        var step = (float)FixedPointRounding.PowerOfTwo(-result.FractionBits);
        for (var i = 0; i < samples.Length; i++)
        {
            // The table is asked at the nearest number of the input's format.
            var x = Rounded(samples[i], Format(network, network.Inputs[0]));
            x = front is null ? x : Rounded(front.Evaluate(x, []), Format(network, table.Inputs[0]));
            var value = function.Evaluate(x, ((UnaryNode)function.Blank).Arguments);
            var expected = Rounded(value, result);
            Assert.True(Math.Abs(expected - actual[i]) <= step, $"{kind}({x}) = {actual[i]}, not {value}");
        }
    }

    private static FixedPointFormat Format(FixedPointNetwork network, string tensor) => network.Tensors.Single(t => t.Name == tensor).Format;

    private static float Rounded(float value, FixedPointFormat format) => FixedPointRounding.Dequantize(FixedPointRounding.Quantize(value, format), format);

    private static UnaryFunction Function(string kind) => UnaryFunctions.All.Single(function => function.Kind == kind);

    private static List<System.Reflection.MethodInfo> Methods(LambdaExpression formula)
    {
        var visitor = new MethodCollector();
        visitor.Visit(formula);
        return visitor.Methods;
    }

    private sealed class MethodCollector : ExpressionVisitor
    {
        public List<System.Reflection.MethodInfo> Methods { get; } = [];

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            Methods.Add(node.Method);
            return base.VisitMethodCall(node);
        }
    }
}
