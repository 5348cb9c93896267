namespace Wfn.Graph;

/// <summary>Where the values of added elements come from.</summary>
public enum PadMode
{
    /// <summary>A constant.</summary>
    Constant,

    /// <summary>Mirrored at the border, the border itself not repeated.</summary>
    Reflect,

    /// <summary>The border's value.</summary>
    Edge,

    /// <summary>From the other end.</summary>
    Wrap,
}
