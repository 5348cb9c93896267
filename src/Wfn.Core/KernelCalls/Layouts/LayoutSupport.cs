using Wfn.Graph;

namespace Wfn.KernelCalls;

/// <summary>In which layouts the float32 kernels of a node run, besides row-major.</summary>
internal sealed record LayoutSupport
{
    /// <summary>Row-major only.</summary>
    public static readonly LayoutSupport RowMajor = new();

    /// <summary>A function of single elements: its result lies as its operand does, whatever that is.</summary>
    public static readonly LayoutSupport Elementwise = new() { IsElementwise = true };

    /// <summary>With channels last on both sides.</summary>
    public static readonly LayoutSupport ChannelsLast = new() { HasChannelsLast = true };

    /// <summary>An image whose channels are last as it lies, where a vector is wanted: its elements in another order.</summary>
    public static readonly LayoutSupport FlattenedImage = new() { ReadsFlattenedImage = true };

    /// <summary>Whether it is a function of single elements.</summary>
    public bool IsElementwise { get; private init; }

    /// <summary>Whether there are kernels that make results whose channels are last.</summary>
    public bool HasChannelsLast { get; private init; }

    /// <summary>Whether these read a row-major operand, too.</summary>
    public bool ReadsRowMajor { get; init; }

    /// <summary>Whether these add another activation to what they make.</summary>
    public bool TakesSum { get; init; }

    /// <summary>The window under which they read: its padding stands in memory around the operand.</summary>
    public SlidingWindow? Window { get; init; }

    /// <summary>Whether they take an image for a vector.</summary>
    public bool ReadsFlattenedImage { get; private init; }
}
