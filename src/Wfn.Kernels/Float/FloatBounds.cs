using System;

namespace Wfn.Kernels;

/// <summary>Bounds of a result: infinite, or those of a ReLU or clip that follows.</summary>
internal readonly struct FloatBounds
{
    private readonly float minimum;
    private readonly float maximum;

    /// <summary>Makes bounds.</summary>
    internal FloatBounds(float minimum, float maximum)
    {
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /// <summary>The smallest value.</summary>
    internal float Minimum => minimum;

    /// <summary>The largest value.</summary>
    internal float Maximum => maximum;

    /// <summary>One value: the smaller of the largest and of the larger of it and the smallest; what is not a number stays so.</summary>
    internal float Apply(float value)
    {
        var raised = value < minimum ? minimum : value;
        return raised > maximum ? maximum : raised;
    }

    /// <summary>Values in place.</summary>
    internal void Apply(Span<float> values)
    {
        if (!float.IsNegativeInfinity(minimum) || !float.IsPositiveInfinity(maximum))
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Apply(values[i]);
            }
        }
    }
}
