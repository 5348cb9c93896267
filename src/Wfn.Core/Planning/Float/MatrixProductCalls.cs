using Wfn.Planning.Calls;

namespace Wfn.Planning;

/// <summary>A product of two activations as matrices.</summary>
internal static class MatrixProductCalls
{
    /// <summary>Adds its call.</summary>
    public static void Plan(PlanScope scope) => scope.Call(
        "matrix product",
        new CallCost { Kernel = "matrix product" },
        KernelObject.New(
            "FloatMatrixProduct", FixedPointCalls.Matrices(MatrixLayout.Of(scope.InputShape(), scope.InputShape(1), scope.OutputShape))),
        "Run",
        scope.Input(),
        scope.Input(1),
        scope.Output());
}
