using System.Buffers;

namespace Wfn.Fixing;

/// <summary>Stable radix sort of 64-bit entries by their upper 32 bits, 11 bits a pass.</summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;

    /// <summary>
    /// Sorts the first <paramref name="count"/> entries. Each part of the input counts its own digits and writes to its own places,
    /// which follow those of the parts before it: the order is that of a sequential stable sort, however many parts there are.
    /// </summary>
    /// <param name="entries">The entries; overwritten.</param>
    /// <param name="spare">Room for as many.</param>
    /// <param name="count">How many.</param>
    /// <param name="threads">The most threads; 0 for one a core.</param>
    /// <returns>Which of the two arrays holds the sorted entries.</returns>
    public static ulong[] ByUpperHalf(ulong[] entries, ulong[] spare, int count, int threads)
    {
        var (source, target) = (entries, spare);
        var parts = Ranges.PartsFor(count, threads);
        var places = new int[parts][];
        for (var part = 0; part < parts; part++)
        {
            places[part] = new int[Buckets];
        }

        for (var shift = 32; shift < 64; shift += DigitBits)
        {
            Pass(source, target, count, shift, places);
            (source, target) = (target, source);
        }

        return source;
    }

    /// <summary>Sorts numbers that are not negative.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="threads">The most threads; 0 for one a core.</param>
    public static void Ascending(Span<int> numbers, int threads)
    {
        var entries = ArrayPool<ulong>.Shared.Rent(numbers.Length);
        var spare = ArrayPool<ulong>.Shared.Rent(numbers.Length);
        for (var i = 0; i < numbers.Length; i++)
        {
            entries[i] = (ulong)(uint)numbers[i] << 32;
        }

        var sorted = ByUpperHalf(entries, spare, numbers.Length, threads);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (int)(sorted[i] >> 32);
        }

        ArrayPool<ulong>.Shared.Return(spare);
        ArrayPool<ulong>.Shared.Return(entries);
    }

    private static void Pass(ulong[] source, ulong[] target, int count, int shift, int[][] places)
    {
        var parts = places.Length;
        Ranges.ForEachPart(parts, part => CountDigits(
            source, Ranges.Start(count, parts, part), Ranges.Start(count, parts, part + 1), shift, places[part]));
        var next = 0;
        for (var digit = 0; digit < Buckets; digit++)
        {
            foreach (var place in places)
            {
                (place[digit], next) = (next, next + place[digit]);
            }
        }

        Ranges.ForEachPart(parts, part => Scatter(
            source, target, Ranges.Start(count, parts, part), Ranges.Start(count, parts, part + 1), shift, places[part]));
    }

    private static void CountDigits(ulong[] source, int start, int end, int shift, int[] counts)
    {
        Array.Clear(counts, 0, counts.Length);
        for (var i = start; i < end; i++)
        {
            counts[(int)(source[i] >> shift) & (Buckets - 1)]++;
        }
    }

    private static void Scatter(ulong[] source, ulong[] target, int start, int end, int shift, int[] places)
    {
        for (var i = start; i < end; i++)
        {
            var entry = source[i];
            target[places[(int)(entry >> shift) & (Buckets - 1)]++] = entry;
        }
    }
}
