using Wfn.KernelCalls;
using Wfn.Operators;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>A function of kernels by its compiled formula, in place of the type that generated code has.</summary>
internal readonly struct FormulaFunction(Func<double, double> function) : IUnaryFunction
{
    public static object Of(FunctionValue value)
    {
        var compiled = FunctionFormula.Compile(value.Formula);
        double[] arguments = [.. value.Arguments.Select(argument => (double)argument)];
        return new FormulaFunction(x => compiled(x, arguments));
    }

    public float Of(float element) => (float)function(element);
}
