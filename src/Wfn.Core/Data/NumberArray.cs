using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Data;

/// <summary>The header of an array of numbers in a data file; what follows it is read in pieces.</summary>
/// <param name="Name">What messages call the array.</param>
/// <param name="Format">The numbers' format.</param>
/// <param name="BigEndian">Their byte order.</param>
/// <param name="Extents">The extents; the first one counts the samples.</param>
/// <param name="IsFortran">Whether the first axis is the one whose elements lie beside one another.</param>
public sealed record NumberArray(string Name, NumberFormat Format, bool BigEndian, EquatableArray<long> Extents, bool IsFortran = false)
{
    /// <summary>The most elements that an array can have.</summary>
    internal const int MostElements = 0X7FFFFFC7;

    private const int NumbersAtOnce = 1 << 14;

    /// <summary>The shape of a sample: all axes but the first.</summary>
    /// <remarks>Extents are known to be possible once <see cref="Count(long)"/> was asked.</remarks>
    public TensorShape SampleShape =>
        Extents.Count == 1 ? TensorShape.Of(1) : TensorShape.Of([.. Extents.Skip(1).Select(extent => (int)extent)]);

    /// <summary>The numbers as floats, those of one sample after another.</summary>
    /// <param name="contents">Positioned at the first number.</param>
    /// <param name="longest">An upper bound of the bytes that can follow.</param>
    /// <param name="memory">What they may take.</param>
    /// <exception cref="WfnException">There are fewer or more than announced (WFN3001), or they take too much memory (WFN1008).</exception>
    public float[] ReadValues(Stream contents, long longest, MemoryLimit memory)
    {
        var values = new float[Count(longest, memory)];
        ReadAll(contents, values.Length, (start, numbers) =>
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                values[start + i] = (float)numbers[i];
            }
        });
        return RowMajor(values);
    }

    /// <summary>As many samples at most, evenly from all of them.</summary>
    /// <param name="contents">Positioned at the first number.</param>
    /// <param name="longest">An upper bound of the bytes that can follow.</param>
    /// <param name="memory">What they may take.</param>
    /// <param name="most">How many at most.</param>
    /// <inheritdoc cref="ReadValues"/>
    public float[] ReadSpread(Stream contents, long longest, MemoryLimit memory, int most)
    {
        var elements = Count(longest) / (int)Extents[0];
        if (Extents[0] <= most)
        {
            return ReadValues(contents, longest, memory);
        }

        memory.Require((double)most * elements * sizeof(float), $"{most} samples of {Name} are numbers of 32 bits");

        var taken = new float[most * elements];
        if (IsFortran)
        {
            var all = ReadValues(contents, longest, memory);
            for (var sample = 0; sample < most; sample++)
            {
                all.AsSpan((int)(sample * Extents[0] / most) * elements, elements).CopyTo(taken.AsSpan(sample * elements));
            }

            return taken;
        }

        var next = 0;
        ReadAll(contents, Count(longest), (start, numbers) =>
        {
            for (var i = 0; i < numbers.Length && next < taken.Length; i++)
            {
                var wanted = (next / elements * Extents[0] / most * elements) + (next % elements);
                if (start + i == wanted)
                {
                    taken[next++] = (float)numbers[i];
                }
            }
        });
        return taken;
    }

    /// <summary>The whole numbers as class labels.</summary>
    /// <param name="contents">Positioned at the first number.</param>
    /// <param name="longest">An upper bound of the bytes that can follow.</param>
    /// <param name="memory">What they may take.</param>
    /// <exception cref="WfnException">
    /// There are fewer or more than announced, one is too large (WFN3001), or they take too much memory (WFN1008).
    /// </exception>
    public int[] ReadLabels(Stream contents, long longest, MemoryLimit memory)
    {
        var labels = new int[Count(longest, memory)];
        ReadAll(contents, labels.Length, (start, numbers) =>
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                if (Math.Abs(numbers[i]) > int.MaxValue)
                {
                    throw Bad($"has the label {numbers[i]} at place {start + i}; classes are small numbers from 0");
                }

                labels[start + i] = (int)numbers[i];
            }
        });
        return RowMajor(labels);
    }

    /// <summary>How many numbers there are; checked before anything is allocated: extents are what a file says, its length is what it is.</summary>
    /// <param name="longest">An upper bound of the bytes that can follow.</param>
    /// <exception cref="WfnException">There are none, or more than the file holds (WFN3001).</exception>
    public int Count(long longest)
    {
        var count = 1L;
        foreach (var extent in Extents)
        {
            if (extent < 1)
            {
                throw Bad("is empty");
            }

            count = extent > int.MaxValue || count * extent > MostElements ? long.MaxValue / 16 : count * extent;
            if (count * Format.Bytes > longest)
            {
                throw Bad($"claims ({string.Join(", ", Extents)}) numbers of type {Format.Name}, more than the file holds");
            }
        }

        return (int)count;
    }

    // Numbers in another order are held twice while they are brought into ours.
    private int Count(long longest, MemoryLimit memory)
    {
        var count = Count(longest);
        memory.Require(
            (double)count * sizeof(float) * (IsFortran ? 2 : 1), $"{Name} holds ({string.Join(", ", Extents)}) numbers, which take 32 bits each");
        return count;
    }

    private T[] RowMajor<T>(T[] elements)
    {
        if (!IsFortran || Extents.Count == 1)
        {
            return elements;
        }

        var ordered = new T[elements.Length];
        var place = new long[Extents.Count];
        for (var i = 0; i < ordered.Length; i++)
        {
            long from = 0;
            for (var axis = place.Length - 1; axis >= 0; axis--)
            {
                from = (from * Extents[axis]) + place[axis];
            }

            ordered[i] = elements[from];
            for (var axis = place.Length - 1; axis >= 0 && ++place[axis] == Extents[axis]; axis--)
            {
                place[axis] = 0;
            }
        }

        return ordered;
    }

    private delegate void Receive(int start, ReadOnlySpan<double> numbers);

    private void ReadAll(Stream contents, int count, Receive receive)
    {
        var bytes = new byte[NumbersAtOnce * Format.Bytes];
        var numbers = new double[NumbersAtOnce];
        for (var start = 0; start < count; start += NumbersAtOnce)
        {
            var part = Math.Min(NumbersAtOnce, count - start);
            var length = part * Format.Bytes;
            if (!StreamBytes.Fill(contents, bytes, length))
            {
                throw Bad($"ends early: ({string.Join(", ", Extents)}) numbers of type {Format.Name} were announced");
            }

            Format.Convert(bytes, BigEndian, numbers.AsSpan(0, part));
            receive(start, numbers.AsSpan(0, part));
        }

        if (contents.ReadByte() >= 0)
        {
            throw Bad($"goes on after the ({string.Join(", ", Extents)}) numbers announced");
        }
    }

    private WfnException Bad(string what) => new(DiagnosticCodes.BadData, $"{Name} {what}");
}
