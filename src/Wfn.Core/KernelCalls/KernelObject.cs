namespace Wfn.KernelCalls;

/// <summary>An object that a kernel needs: a type of the kernels, and what its constructor (or a method that makes it) is given.</summary>
/// <param name="Type">The type.</param>
/// <param name="Arguments">The arguments by the names of the parameters, in their order.</param>
public sealed record KernelObject(string Type, EquatableArray<KernelArgument> Arguments)
{
    /// <summary>The static method that makes it, or with a <see cref="Receiver"/> that object's method; null for the constructor.</summary>
    public string? Factory { get; init; }

    /// <summary>The object whose method makes it, or null.</summary>
    public KernelObject? Receiver { get; init; }

    /// <summary>What the method makes, where that is no <see cref="Type"/>: an array's C# type.</summary>
    public string? Result { get; init; }

    /// <summary>Whether it is a small value, which is made anew wherever it is used.</summary>
    public bool IsValue { get; init; }

    /// <summary>The argument of a name.</summary>
    public KernelValue this[string name] => Arguments.First(a => a.Name == name).Value;

    /// <summary>What its constructor makes.</summary>
    public static KernelObject New(string type, params (string Name, KernelValue Value)[] arguments) => new(type, Named(arguments));

    /// <summary>A small value that its constructor makes.</summary>
    public static KernelObject Value(string type, params (string Name, KernelValue Value)[] arguments) =>
        new(type, Named(arguments)) { IsValue = true };

    /// <summary>What a static method makes.</summary>
    /// <param name="type">The type that declares it.</param>
    /// <param name="factory">The method.</param>
    /// <param name="result">The C# type of what it makes; null for the type itself.</param>
    /// <param name="arguments">Its arguments.</param>
    public static KernelObject Made(string type, string factory, string? result, params (string Name, KernelValue Value)[] arguments) =>
        new(type, Named(arguments)) { Factory = factory, Result = result };

    /// <summary>What computes parts of a layer that it is the object of.</summary>
    /// <param name="others">What its constructor is given besides the layer.</param>
    internal KernelObject Parts(params (string Name, KernelValue Value)[] others) =>
        New(Type + "Parts", [("layer", new SharedValue(this)), .. others]);

    /// <summary>The same with another argument of a name.</summary>
    public KernelObject With(string name, KernelValue value) =>
        this with { Arguments = Arguments.Select(a => a.Name == name ? new KernelArgument(name, value) : a).ToEquatableArray() };

    private static EquatableArray<KernelArgument> Named((string Name, KernelValue Value)[] arguments) =>
        arguments.Select(a => new KernelArgument(a.Name, a.Value)).ToEquatableArray();
}

/// <summary>An argument by its parameter's name.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Value">The argument.</param>
public readonly record struct KernelArgument(string Name, KernelValue Value);
