using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>Calls of functions of single integers over values whose channels are last, from end to end of their memory.</summary>
internal static class ElementTableCalls
{
    private const int ByteValues = 256;

    /// <summary>A function.</summary>
    public static KernelCall Table(
        string node, ElementFunction function, ChannelsLastLayout source, ChannelsLastLayout result, PlanMemory from, PlanMemory to)
    {
        var count = (int)result.Elements;
        var values = new ShortsValue(Entries(function, source, result));
        return new KernelCall
        {
            Node = node,
            What = function.What,
            Type = source.IsBytes || result.IsBytes ? "ByteTable" : "FixedPointTable",
            Method = source.IsBytes == result.IsBytes ? "Run" : source.IsBytes ? "Widen" : "Narrow",
            Arguments = (source.IsBytes, result.IsBytes) switch
            {
                (true, _) => [from, to, values, count],
                (false, true) => [from, to, values, function.First, count],
                _ => [from, to, values, function.First],
            },
            Cost = new CallCost { Kernel = "table", Shape = Words.Shape(result.Extents) },
        };
    }

    // In bytes an entry is at the place of the byte, signed integers being moved by the zero point; others begin with the smallest integer.
    private static EquatableArray<int> Entries(ElementFunction function, ChannelsLastLayout source, ChannelsLastLayout result)
    {
        var (table, last) = (function.Values, function.Values.Count - 1);
        var count = source.IsBytes ? ByteValues : table.Count;
        var first = source.IsBytes ? -source.Zero : function.First;
        return Enumerable.Range(first, count).Select(q => table[Math.Min(Math.Max(q - function.First, 0), last)] + result.Zero).ToEquatableArray();
    }
}
