using System.Collections.Concurrent;
using Wfn.Graph;

namespace Wfn.Fixing.Compensation;

/// <summary>
/// Arrays of values that no node reads any more, to be filled again. Activations are so large that each new array of them brings a garbage
/// collection of everything nearer.
/// </summary>
internal sealed class SampleBuffers
{
    /// <summary>Elements that wait to be filled again at most: 256 MB of float32.</summary>
    private const long MostElements = 1L << 26;

    private readonly ConcurrentDictionary<(ElementType Element, int Length), ConcurrentBag<Array>> free = new();
    private long elements;

    /// <summary>An array of zeros.</summary>
    /// <param name="element">The type of its elements.</param>
    /// <param name="length">How many.</param>
    public Array Take(ElementType element, int length)
    {
        if (!free.TryGetValue((element, length), out var waiting) || !waiting.TryTake(out var array))
        {
            return element switch
            {
                ElementType.Int32 => new int[length],
                ElementType.Int64 => new long[length],
                ElementType.Bool => new bool[length],
                _ => new float[length],
            };
        }

        Interlocked.Add(ref elements, -length);
        Array.Clear(array, 0, length);
        return array;
    }

    /// <summary>Takes back an array that nobody refers to any more.</summary>
    public void Give(Array array)
    {
        if (Interlocked.Add(ref elements, array.Length) > MostElements)
        {
            Interlocked.Add(ref elements, -array.Length);
            return;
        }

        var element = array switch
        {
            int[] => ElementType.Int32,
            long[] => ElementType.Int64,
            bool[] => ElementType.Bool,
            _ => ElementType.Float32,
        };
        free.GetOrAdd((element, array.Length), _ => []).Add(array);
    }
}
