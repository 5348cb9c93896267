using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>
/// What one thread of the machine can do at most: operations on registers that wait for nothing, and reading memory. A kernel that
/// gets near one of these figures has no more to gain from better scheduling, only from doing less.
/// </summary>
internal static class Roofline
{
    private const int Steps = 1 << 20;
    private const int Repeats = 15;

    /// <summary>The figures by name: billions of operations a second.</summary>
    public static IEnumerable<(string Name, Spread Billions)> Measure()
    {
        yield return ("16-bit additions (shift-and-add)", Repeat(AddShorts, 8L * Vector512<short>.Count));
        yield return ("float32 fused multiply-adds", Repeat(MultiplyAddFloats, 8L * Vector512<float>.Count));
        if (Avx512BW.IsSupported)
        {
            yield return (
                "16-bit multiply-adds in pairs into 32 bits (two instructions)", Repeat(MultiplyAddShorts, 8L * Vector512<short>.Count));
            yield return (
                "8-bit multiply-adds in pairs into 16 bits (two instructions)", Repeat(MultiplyAddBytes, 8L * Vector512<byte>.Count));
        }

        var memory = new long[1 << 23];
        yield return ("bytes read from memory (64 MB)", Spread.Of(Enumerable.Range(0, Repeats).Select(_ => Read(memory) / 1e9)));
    }

    private static Spread Repeat(Func<int> kernel, long operationsOfStep)
    {
        for (var warm = 0; warm < 40; warm++)
        {
            kernel();
        }

        return Spread.Of(Enumerable.Range(0, Repeats).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            kernel();
            return operationsOfStep * Steps / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
        }));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int AddShorts()
    {
        var (a, b, c, d, e, f, g, h) = Eight(Vector512<short>.Zero);
        var one = Vector512.Create((short)Environment.CurrentManagedThreadId);
        for (var step = 0; step < Steps; step++)
        {
            (a, b, c, d, e, f, g, h) = (a + one, b + one, c + one, d + one, e + one, f + one, g + one, h + one);
        }

        return (a + b + c + d + e + f + g + h)[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int MultiplyAddFloats()
    {
        var (a, b, c, d, e, f, g, h) = Eight(Vector512<float>.Zero);
        var one = Vector512.Create((float)Environment.CurrentManagedThreadId);
        for (var step = 0; step < Steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(one, one, a);
            b = Vector512.FusedMultiplyAdd(one, one, b);
            c = Vector512.FusedMultiplyAdd(one, one, c);
            d = Vector512.FusedMultiplyAdd(one, one, d);
            e = Vector512.FusedMultiplyAdd(one, one, e);
            f = Vector512.FusedMultiplyAdd(one, one, f);
            g = Vector512.FusedMultiplyAdd(one, one, g);
            h = Vector512.FusedMultiplyAdd(one, one, h);
        }

        return (int)(a + b + c + d + e + f + g + h)[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int MultiplyAddShorts()
    {
        var (a, b, c, d, e, f, g, h) = Eight(Vector512<int>.Zero);
        var one = Vector512.Create((short)Environment.CurrentManagedThreadId);
        for (var step = 0; step < Steps; step++)
        {
            // The operands change with the sums, or the products would be worked out once.
            a += Avx512BW.MultiplyAddAdjacent(a.AsInt16(), one);
            b += Avx512BW.MultiplyAddAdjacent(b.AsInt16(), one);
            c += Avx512BW.MultiplyAddAdjacent(c.AsInt16(), one);
            d += Avx512BW.MultiplyAddAdjacent(d.AsInt16(), one);
            e += Avx512BW.MultiplyAddAdjacent(e.AsInt16(), one);
            f += Avx512BW.MultiplyAddAdjacent(f.AsInt16(), one);
            g += Avx512BW.MultiplyAddAdjacent(g.AsInt16(), one);
            h += Avx512BW.MultiplyAddAdjacent(h.AsInt16(), one);
        }

        return (a + b + c + d + e + f + g + h)[0];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int MultiplyAddBytes()
    {
        var (a, b, c, d, e, f, g, h) = Eight(Vector512<short>.Zero);
        var one = Vector512.Create((sbyte)Environment.CurrentManagedThreadId);
        for (var step = 0; step < Steps; step++)
        {
            a += Avx512BW.MultiplyAddAdjacent(a.AsByte(), one);
            b += Avx512BW.MultiplyAddAdjacent(b.AsByte(), one);
            c += Avx512BW.MultiplyAddAdjacent(c.AsByte(), one);
            d += Avx512BW.MultiplyAddAdjacent(d.AsByte(), one);
            e += Avx512BW.MultiplyAddAdjacent(e.AsByte(), one);
            f += Avx512BW.MultiplyAddAdjacent(f.AsByte(), one);
            g += Avx512BW.MultiplyAddAdjacent(g.AsByte(), one);
            h += Avx512BW.MultiplyAddAdjacent(h.AsByte(), one);
        }

        return (a + b + c + d + e + f + g + h)[0];
    }

    private static double Read(long[] memory)
    {
        var start = Stopwatch.GetTimestamp();
        var (a, b) = (Vector512<long>.Zero, Vector512<long>.Zero);
        ref var first = ref memory[0];
        for (nuint i = 0; i < (nuint)memory.Length; i += 16)
        {
            a ^= Vector512.LoadUnsafe(ref first, i);
            b ^= Vector512.LoadUnsafe(ref first, i + 8);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (a ^ b)[0] == 1 ? 0 : memory.Length * (double)sizeof(long) / seconds;
    }

    private static (T A, T B, T C, T D, T E, T F, T G, T H) Eight<T>(T value) => (value, value, value, value, value, value, value, value);
}
