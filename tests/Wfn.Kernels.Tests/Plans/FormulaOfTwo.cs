namespace Wfn.Kernels.Tests.Plans;

/// <summary>A function of two elements by its compiled formula, in place of the type that generated code has.</summary>
internal readonly struct FormulaOfTwo(Func<float, float, float> function) : IBinaryFunction
{
    public float Of(float x, float y) => function(x, y);
}
