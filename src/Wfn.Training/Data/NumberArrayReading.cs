using Wfn.Data;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>What arrays of numbers are to training: samples, or targets.</summary>
internal static class NumberArrayReading
{
    /// <summary>The array of samples as floats, bytes among them as they are.</summary>
    /// <param name="array">The array's header.</param>
    /// <param name="contents">Positioned at the first number.</param>
    /// <param name="longest">An upper bound of the bytes that can follow.</param>
    /// <param name="memory">What they may take.</param>
    public static SampleArray ReadSamples(this NumberArray array, Stream contents, long longest, MemoryLimit memory)
    {
        var values = array.ReadValues(contents, longest, memory);
        return new SampleArray(values, array.SampleShape, array.Format.IsByte ? array.Name : null);
    }

    /// <summary>
    /// The array as targets, [n, …]: whole numbers are classes, one for each sample or for each of its steps; floats are real numbers.
    /// </summary>
    /// <param name="array">The array's header.</param>
    /// <param name="contents">Positioned at the first number.</param>
    /// <param name="longest">An upper bound of the bytes that can follow.</param>
    /// <param name="memory">What they may take.</param>
    public static Targets ReadTargets(this NumberArray array, Stream contents, long longest, MemoryLimit memory)
    {
        var perSample = (int)(array.Count(longest) / array.Extents[0]);
        return array.Format.IsInteger
            ? new ClassTargets(array.ReadLabels(contents, longest, memory), perSample)
            : new ValueTargets(array.ReadValues(contents, longest, memory), perSample);
    }
}
