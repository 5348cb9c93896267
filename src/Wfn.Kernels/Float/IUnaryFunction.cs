namespace Wfn.Kernels;

/// <summary>A function of one element, as a type, so that every loop over elements is compiled for its function.</summary>
internal interface IUnaryFunction
{
    /// <summary>Its value.</summary>
    float Of(float element);
}
