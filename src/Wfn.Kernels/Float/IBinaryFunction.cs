namespace Wfn.Kernels;

/// <summary>A function of two elements, as a type, so that every loop over elements is compiled for its function.</summary>
internal interface IBinaryFunction
{
    /// <summary>Its value.</summary>
    float Of(float x, float y);
}
