using System.Linq.Expressions;
using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.KernelCalls;

/// <summary>An argument of a kernel's call or constructor.</summary>
public abstract record KernelValue
{
    /// <summary>An integer.</summary>
    public static implicit operator KernelValue(int value) => new IntegerValue(value);

    /// <summary>true or false.</summary>
    public static implicit operator KernelValue(bool value) => new BooleanValue(value);

    /// <summary>A number of 32-bit floating point.</summary>
    public static implicit operator KernelValue(float value) => new SingleValue(value);

    /// <summary>Integers of 32 bits.</summary>
    public static implicit operator KernelValue(EquatableArray<int> values) => new IntegersValue(values);

    /// <summary>Numbers of 32-bit floating point.</summary>
    public static implicit operator KernelValue(EquatableArray<float> values) => new SinglesValue(values);

    /// <summary>An object, or null.</summary>
    public static implicit operator KernelValue(KernelObject? value) => value is null ? NullValue.Instance : new ObjectValue(value);

    /// <summary>An activation.</summary>
    public static implicit operator KernelValue(PlanMemory memory) => memory.Span;
}

/// <summary>null.</summary>
public sealed record NullValue : KernelValue
{
    /// <summary>The one of them.</summary>
    public static NullValue Instance { get; } = new();
}

/// <summary>An integer.</summary>
/// <param name="Value">The integer.</param>
public sealed record IntegerValue(int Value) : KernelValue;

/// <summary>true or false.</summary>
/// <param name="Value">Which of them.</param>
public sealed record BooleanValue(bool Value) : KernelValue;

/// <summary>A number of 32-bit floating point.</summary>
/// <param name="Value">The number.</param>
public sealed record SingleValue(float Value) : KernelValue;

/// <summary>An array of 32-bit integers.</summary>
/// <param name="Values">The integers.</param>
public sealed record IntegersValue(EquatableArray<int> Values) : KernelValue;

/// <summary>An array of 16-bit integers.</summary>
/// <param name="Values">The integers.</param>
public sealed record ShortsValue(EquatableArray<int> Values) : KernelValue;

/// <summary>An array of 32-bit floating point.</summary>
/// <param name="Values">The numbers.</param>
public sealed record SinglesValue(EquatableArray<float> Values) : KernelValue;

/// <summary>The codebook indices of weights, an array of 16-bit unsigned integers.</summary>
/// <param name="Weights">The weights.</param>
public sealed record IndicesValue(IndexedWeights Weights) : KernelValue;

/// <summary>The integers of a codebook, an array of 32-bit integers.</summary>
/// <param name="Weights">Weights on that codebook.</param>
public sealed record MantissasValue(IndexedWeights Weights) : KernelValue
{
    /// <summary>The codebook.</summary>
    public Codebook Codebook => Weights.Codebook;

    /// <inheritdoc/>
    public bool Equals(MantissasValue? other) => other is not null && Codebook == other.Codebook;

    /// <inheritdoc/>
    public override int GetHashCode() => Codebook.GetHashCode();
}

/// <summary>The values of a parameter of the network, an array of 32-bit floating point.</summary>
/// <param name="Name">The parameter's name.</param>
public sealed record ParameterValue(string Name) : KernelValue;

/// <summary>The values of a parameter as kernels of float32 read weights: characters of a small codebook, or numbers.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Order">The order of a matrix for products with a vector; null for the parameter's own.</param>
public sealed record FloatWeightsValue(string Name, GemvWeightOrder? Order) : KernelValue;

/// <summary>An object.</summary>
/// <param name="Made">The object.</param>
public sealed record ObjectValue(KernelObject Made) : KernelValue;

/// <summary>Where such weights are: what gives them anew, for they cannot be kept.</summary>
/// <param name="Weights">The weights.</param>
internal sealed record FloatWeightsSourceValue(FloatWeightsValue Weights) : KernelValue;

/// <summary>An object that is made once, whoever names it.</summary>
/// <param name="Made">The object.</param>
internal sealed record SharedValue(KernelObject Made) : KernelValue;

/// <summary>A function of single elements: a small type of generated code, written from its formula.</summary>
/// <param name="Kind">Its name, in lower camel case.</param>
/// <param name="Formula">Its formula: one parameter or more that are elements, then one for each argument.</param>
/// <param name="Arguments">The arguments.</param>
public sealed record FunctionValue(string Kind, LambdaExpression Formula, EquatableArray<float> Arguments) : KernelValue;

/// <summary>The whole workspace.</summary>
public sealed record WorkspaceValue : KernelValue
{
    /// <summary>The one of them.</summary>
    public static WorkspaceValue Instance { get; } = new();
}

/// <summary>A part of the workspace.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Use">What the call does with it.</param>
/// <param name="IsOffset">Whether the kernel is given its offset in the workspace, not the part itself.</param>
public sealed record RegionValue(PlanRegion Place, RegionUse Use, bool IsOffset) : KernelValue
{
    /// <summary>Where a call takes as many samples as are counted, elements of each; else 0.</summary>
    public int SampleLength { get; init; }
}

/// <summary>What a call does with a part of the workspace.</summary>
public enum RegionUse
{
    /// <summary>It reads an activation there.</summary>
    Read,

    /// <summary>It makes an activation there.</summary>
    Write,

    /// <summary>It works there and leaves nothing that counts.</summary>
    Scratch,
}
