using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>The header of an array of numbers in a data file; what follows it is read in pieces.</summary>
/// <param name="Name">What messages call the array.</param>
/// <param name="Format">The numbers' format.</param>
/// <param name="BigEndian">Their byte order.</param>
/// <param name="Extents">The extents; the first one counts the samples.</param>
/// <param name="IsFortran">Whether the first axis is the one whose elements lie beside one another.</param>
internal sealed record NumberArray(string Name, NumberFormat Format, bool BigEndian, EquatableArray<long> Extents, bool IsFortran = false)
{
    private const int NumbersAtOnce = 1 << 14;

    /// <summary>The array of samples as floats, bytes among them as they are.</summary>
    /// <param name="contents">Positioned at the first number.</param>
    /// <param name="longest">An upper bound of the bytes that can follow.</param>
    /// <param name="memory">What they may take.</param>
    public SampleArray ReadSamples(Stream contents, long longest, MemoryLimit memory)
    {
        var samples = ReadValues(contents, Count(longest, memory));
        var shape = Extents.Count == 1 ? TensorShape.Of(1) : TensorShape.Of([.. Extents.Skip(1).Select(extent => (int)extent)]);
        return new SampleArray(samples, shape, Format == NumberFormat.UInt8 ? Name : null);
    }

    /// <summary>
    /// The array as targets, [n, …]: whole numbers are classes, one for each sample or for each of its steps; floats are real numbers.
    /// </summary>
    /// <param name="contents">Positioned at the first number.</param>
    /// <param name="longest">An upper bound of the bytes that can follow.</param>
    /// <param name="memory">What they may take.</param>
    public Targets ReadTargets(Stream contents, long longest, MemoryLimit memory)
    {
        var count = Count(longest, memory);
        var perSample = (int)(count / Extents[0]);
        return Format.IsInteger
            ? new ClassTargets(ReadLabels(contents, count), perSample)
            : new ValueTargets(ReadValues(contents, count), perSample);
    }

    private int[] ReadLabels(Stream contents, int count)
    {
        var labels = new int[count];
        ReadAll(contents, count, (start, numbers) =>
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

    private float[] ReadValues(Stream contents, int count)
    {
        var values = new float[count];
        ReadAll(contents, count, (start, numbers) =>
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                values[start + i] = (float)numbers[i];
            }
        });
        return RowMajor(values);
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

    // Checked before anything is allocated: dimensions are what a file says, its length is what it is.
    private int Count(long longest, MemoryLimit memory)
    {
        var count = 1L;
        foreach (var extent in Extents)
        {
            if (extent < 1)
            {
                throw Bad("is empty");
            }

            count = extent > int.MaxValue || count * extent > Array.MaxLength ? long.MaxValue / 16 : count * extent;
            if (count * Format.Bytes > longest)
            {
                throw Bad($"claims ({string.Join(", ", Extents)}) numbers of type {Format.Name}, more than the file holds");
            }
        }

        // Numbers in another order are held twice while they are brought into ours.
        memory.Require(
            (double)count * sizeof(float) * (IsFortran ? 2 : 1), $"{Name} holds ({string.Join(", ", Extents)}) numbers, which take 32 bits each");
        return (int)count;
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
            if (contents.ReadAtLeast(bytes.AsSpan(0, length), length, throwOnEndOfStream: false) < length)
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
