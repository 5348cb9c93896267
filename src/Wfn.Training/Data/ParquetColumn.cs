using System.Globalization;
using System.Numerics;
using Parquet;
using Parquet.Data;
using Parquet.Schema;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>What a column of a Parquet file holds.</summary>
internal enum ParquetKind
{
    /// <summary>Numbers, or lists of them.</summary>
    Numbers,

    /// <summary>Texts.</summary>
    Texts,

    /// <summary>Strings of bytes.</summary>
    Bytes,

    /// <summary>Dates, and what else is neither of these.</summary>
    Other,
}

/// <summary>A column of a Parquet file.</summary>
/// <param name="Name">Its name: that of the outermost field where it is the only one in that.</param>
/// <param name="Field">Where its values are.</param>
/// <param name="Kind">What it holds.</param>
internal sealed record ParquetColumn(string Name, DataField Field, ParquetKind Kind)
{
    private const int BytesOfText = 64;

    // As the file's library gives it, in a list that doubles, and in the array that it becomes.
    private const int BytesOfNumber = 24;

    private static readonly Type[] NumberTypes =
    [
        typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float),
        typeof(double), typeof(decimal),
    ];

    /// <summary>Whether its numbers are bytes.</summary>
    public bool AreBytes => Field.ClrType == typeof(byte);

    /// <summary>What it holds, for messages.</summary>
    public string Content => Kind switch
    {
        ParquetKind.Numbers => "numbers",
        ParquetKind.Texts => "texts",
        ParquetKind.Bytes => "bytes",
        _ => $"values of type {Field.ClrType.Name}",
    };

    /// <summary>Whether a row holds any number of values; lists in lists have rows of their own, which are not kept apart.</summary>
    public bool IsList => Field.MaxRepetitionLevel == 1;

    /// <summary>The columns of a file. What stands beside bytes in a structure, such as their file's name, is none.</summary>
    public static IReadOnlyList<ParquetColumn> Of(ParquetSchema schema)
    {
        var columns = new List<ParquetColumn>();
        foreach (var outer in schema.DataFields.GroupBy(field => field.Path.FirstPart))
        {
            DataField[] own = [.. outer];
            if (own.FirstOrDefault(field => KindOf(field) == ParquetKind.Bytes) is { } bytes)
            {
                own = [bytes];
            }

            columns.AddRange(own.Select(field => new ParquetColumn(
                own.Length == 1 ? outer.Key ?? field.Name : string.Join('.', field.Path.ToList()), field, KindOf(field))));
        }

        return columns;
    }

    /// <summary>All numbers, as many of each row.</summary>
    /// <exception cref="WfnException">A place is empty, rows have different numbers of them, or it holds none (WFN3001).</exception>
    public async Task<float[]> ReadNumbers(ParquetReader reader, MemoryLimit memory, CancellationToken cancellation)
    {
        if (Kind != ParquetKind.Numbers)
        {
            throw Bad($"holds {Content}, where numbers are wanted");
        }

        var all = new List<float>();
        var rows = 0L;
        foreach (var group in reader.RowGroups)
        {
            memory.Require((all.Count + (double)(group.GetMetadata(Field)?.MetaData?.NumValues ?? 0)) * BytesOfNumber, $"column {DataName.Quote(Name)} is numbers of 32 bits");
            using var raw = await group.ReadRawColumnDataBaseAsync(Field, cancellation).ConfigureAwait(false);
            RequireFull(raw, all.Count);
            var before = all.Count;
            Append(raw, all);
            rows += group.RowCount;
            if (IsList)
            {
                RequireEqual(raw.RepetitionLevels, (int)(all.Count / Math.Max(1, rows)));
            }

            if (all.Count % Math.Max(1, rows) != 0 || (!IsList && all.Count - before != group.RowCount))
            {
                throw Bad($"has {all.Count} numbers in {rows} rows; all rows have to have as many");
            }
        }

        return [.. all];
    }

    /// <summary>A text for each row; that of a number is as short as it can be.</summary>
    /// <exception cref="WfnException">It holds lists or bytes (WFN3001).</exception>
    public async Task<List<string>> ReadTexts(ParquetReader reader, MemoryLimit memory, CancellationToken cancellation)
    {
        if (Kind is not (ParquetKind.Numbers or ParquetKind.Texts) || IsList)
        {
            throw Bad($"holds {(IsList ? "lists" : Content)}, and a label is a number or a text");
        }

        var all = new List<string>();
        foreach (var group in reader.RowGroups)
        {
            memory.Require((all.Count + (double)group.RowCount) * BytesOfText, $"column {DataName.Quote(Name)} is texts");
            using var raw = await group.ReadRawColumnDataBaseAsync(Field, cancellation).ConfigureAwait(false);
            RequireFull(raw, all.Count);
            if (raw is RawColumnData<ReadOnlyMemory<char>> texts)
            {
                foreach (var text in texts.Values)
                {
                    all.Add(text.Span.Trim().ToString());
                }
            }
            else
            {
                var numbers = new List<double>();
                Append(raw, numbers);
                all.AddRange(numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
            }
        }

        return all;
    }

    /// <summary>The bytes of each row.</summary>
    /// <exception cref="WfnException">A place is empty (WFN3001), or they take too much memory (WFN1008).</exception>
    public async Task<List<byte[]>> ReadBytes(ParquetReader reader, MemoryLimit memory, CancellationToken cancellation)
    {
        var all = new List<byte[]>();
        var size = 0L;
        foreach (var group in reader.RowGroups)
        {
            memory.Require(size + (2.0 * (group.GetMetadata(Field)?.MetaData?.TotalUncompressedSize ?? 0)), $"column {DataName.Quote(Name)} is images in the form of files");
            using var raw = await group.ReadRawColumnDataBaseAsync(Field, cancellation).ConfigureAwait(false);
            RequireFull(raw, all.Count);
            foreach (var bytes in ((RawColumnData<ReadOnlyMemory<byte>>)raw).Values)
            {
                all.Add(bytes.ToArray());
                size += bytes.Length;
            }
        }

        return all;
    }

    private static ParquetKind KindOf(DataField field) =>
        field.MaxRepetitionLevel > 1 ? ParquetKind.Other
        : NumberTypes.Contains(field.ClrType) ? ParquetKind.Numbers
        : field.ClrType == typeof(ReadOnlyMemory<char>) || field.ClrType == typeof(string) ? ParquetKind.Texts
        : field.ClrType == typeof(ReadOnlyMemory<byte>) || field.ClrType == typeof(byte[]) ? ParquetKind.Bytes
        : ParquetKind.Other;

    // A place that is not defined has no value to stand for it.
    private void RequireFull(RawColumnData raw, int before)
    {
        if (Field.MaxDefinitionLevel > 0 && raw.DefinitionLevels.IndexOfAnyExcept(Field.MaxDefinitionLevel) is >= 0 and var empty)
        {
            throw Bad($"is empty at place {before + empty}: a value is missing; leave the row out, or fill in a value");
        }
    }

    private void RequireEqual(ReadOnlySpan<int> repetition, int length)
    {
        for (var place = 0; place < repetition.Length; place++)
        {
            if (repetition[place] == 0 != (place % Math.Max(1, length) == 0))
            {
                throw Bad("has lists of different lengths; all rows have to have as many numbers");
            }
        }
    }

    private void Append<T>(RawColumnData raw, List<T> all)
        where T : struct, INumberBase<T>
    {
        switch (raw)
        {
            case RawColumnData<bool> own: Add<byte, T>(own.Values.ToArray().Select(value => value ? (byte)1 : (byte)0).ToArray(), all); break;
            case RawColumnData<sbyte> own: Add<sbyte, T>(own.Values, all); break;
            case RawColumnData<byte> own: Add<byte, T>(own.Values, all); break;
            case RawColumnData<short> own: Add<short, T>(own.Values, all); break;
            case RawColumnData<ushort> own: Add<ushort, T>(own.Values, all); break;
            case RawColumnData<int> own: Add<int, T>(own.Values, all); break;
            case RawColumnData<uint> own: Add<uint, T>(own.Values, all); break;
            case RawColumnData<long> own: Add<long, T>(own.Values, all); break;
            case RawColumnData<ulong> own: Add<ulong, T>(own.Values, all); break;
            case RawColumnData<float> own: Add<float, T>(own.Values, all); break;
            case RawColumnData<double> own: Add<double, T>(own.Values, all); break;
            case RawColumnData<decimal> own: Add<decimal, T>(own.Values, all); break;
            default: throw Bad($"holds {Content}, where numbers are wanted");
        }
    }

    private static void Add<TFrom, TTo>(ReadOnlySpan<TFrom> values, List<TTo> all)
        where TFrom : struct, INumberBase<TFrom>
        where TTo : struct, INumberBase<TTo>
    {
        all.EnsureCapacity(all.Count + values.Length);
        foreach (var value in values)
        {
            all.Add(TTo.CreateSaturating(value));
        }
    }

    private WfnException Bad(string what) => new(DiagnosticCodes.BadData, $"column {DataName.Quote(Name)} {what}");
}
