using System.Globalization;
using Parquet;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>
/// Parquet files: a row is a sample; columns are as those of a CSV file with a header. A column may hold lists of as many numbers in each row, or, as
/// data hubs keep them, images in the form of files.
/// </summary>
internal static class ParquetReading
{
    // A list that doubles, the array that it becomes, and the library's own.
    private const int BytesOfNumber = 6 * sizeof(float);

    // Twenty times as long as it takes, and more.
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PatienceOfMegabyte = TimeSpan.FromSeconds(1);

    /// <summary>Reads a file.</summary>
    /// <exception cref="WfnException">
    /// It is no Parquet file, a column is of no use or has an empty place (WFN3001), a label is none (WFN3003), or it takes too much memory (WFN1008).
    /// </exception>
    public static LabelledData Read(DataFile file, DataReadOptions options)
    {
        return Read(file, options, LeastPatience + (PatienceOfMegabyte * (file.Stream.Length / 1e6)));
    }

    /// <inheritdoc cref="Read(DataFile, DataReadOptions)"/>
    /// <param name="file">The file.</param>
    /// <param name="options">The options.</param>
    /// <param name="patience">How long reading may take.</param>
    internal static LabelledData Read(DataFile file, DataReadOptions options, TimeSpan patience)
    {
        try
        {
            // Some damage has the library read for ever, and nothing stops it: its thread is left to itself then.
            file.Stream.Position = 0;
            using var ended = new CancellationTokenSource();
            var reading = Task.Factory.StartNew(
                () => Read(file, options, ended.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
            if (Task.WaitAny([reading], patience) < 0)
            {
                ended.Cancel();
                throw new InvalidDataException($"it was not read within {patience.TotalSeconds:F0} s, where a whole one takes a part of that");
            }

            return reading.GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is not (WfnException or OutOfMemoryException))
        {
            // The library tells of damage by exceptions of many kinds.
            throw new WfnException(DiagnosticCodes.BadData, $"the Parquet file cannot be read: {exception.Message}", innerException: exception);
        }
    }

    private static async Task<LabelledData> Read(DataFile file, DataReadOptions options, CancellationToken cancellation)
    {
        await using var reader = await ParquetReader.CreateAsync(file.Stream, leaveStreamOpen: true, cancellationToken: cancellation).ConfigureAwait(false);
        var table = ParquetColumn.Of(reader.Schema);
        if (table.Count == 0)
        {
            throw new WfnException(DiagnosticCodes.BadData, "the file has no columns");
        }

        var columns = TableColumns.Of(
            [.. table.Select(column => column.Name)],
            areNamed: true,
            column => table[column].Kind == ParquetKind.Texts,
            table.Any(column => column.IsList) ? options with { SampleElements = null } : options);
        var rows = reader.RowGroups.Sum(group => group.RowCount);
        if (rows is < 1 or > int.MaxValue)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the file has {rows} rows");
        }

        List<string> remarks = [.. columns.Remarks];
        ParquetColumn[] inputs = [.. columns.Inputs.Select(place => table[place])];
        var image = inputs.FirstOrDefault(column => column.Kind == ParquetKind.Bytes);
        if (image is not null && inputs.Length > 1)
        {
            remarks.Add($"images are column {DataName.Quote(image.Name)}, and {inputs.Length - 1} other columns are left out");
        }

        foreach (var column in inputs.Where(column => image is null && column.Kind != ParquetKind.Numbers))
        {
            throw new WfnException(
                DiagnosticCodes.BadData,
                $"column {DataName.Quote(column.Name)} holds {column.Content}, and a sample is numbers or an image: name the label's column (--label-column), or those "
                    + "of the input (--input-columns)");
        }

        options.Memory.Require((double)rows * inputs.Length * BytesOfNumber, $"{rows} rows of {inputs.Length} columns are numbers of 32 bits");
        var samples = image is null
            ? await Numbers(reader, inputs, (int)rows, options, cancellation).ConfigureAwait(false)
            : await Images(reader, image, file.FilePath, options, remarks, cancellation).ConfigureAwait(false);
        return (await Labelled(reader, table, columns, samples, (int)rows, options, cancellation).ConfigureAwait(false))
            .Noting(string.Join("; ", remarks)).WithColumns(columns.AreChosen);
    }

    private static async Task<SampleArray> Numbers(
        ParquetReader reader, ParquetColumn[] inputs, int rows, DataReadOptions options, CancellationToken cancellation)
    {
        var values = new List<float[]>();
        foreach (var column in inputs)
        {
            values.Add(await column.ReadNumbers(reader, options.Memory, cancellation).ConfigureAwait(false));
            options.Memory.Require(
                (double)values.Sum(own => (long)own.Length) * BytesOfNumber, $"{values.Count} of {inputs.Length} columns are {rows} rows of numbers");
        }

        var (all, length) = Joined(values, rows);
        return new SampleArray(all, TensorShape.Of(length), inputs is [{ AreBytes: true }] ? inputs[0].Name : null);
    }

    private static async Task<SampleArray> Images(
        ParquetReader reader, ParquetColumn column, string path, DataReadOptions options, List<string> remarks, CancellationToken cancellation)
    {
        var contents = await column.ReadBytes(reader, options.Memory, cancellation).ConfigureAwait(false);
        var images = ImageSamples.Read(
            [.. contents.Select((bytes, row) => new EncodedImage(path, $"row {row}", bytes.Length, () => new MemoryStream(bytes, writable: false)) { IsRow = true })],
            options);
        remarks.AddRange(images.Changes);
        return new SampleArray(images.Values, images.Shape, $"{contents.Count} {images.Colours} images");
    }

    private static async Task<LabelledData> Labelled(
        ParquetReader reader,
        IReadOnlyList<ParquetColumn> table,
        TableColumns columns,
        SampleArray samples,
        int rows,
        DataReadOptions options,
        CancellationToken cancellation)
    {
        if (columns.Targets.IsEmpty)
        {
            return samples.With(null, options);
        }

        if (columns.AreClasses)
        {
            var labels = await table[columns.Targets[0]].ReadTexts(reader, options.Memory, cancellation).ConfigureAwait(false);
            return labels.Count == rows
                ? samples.With(
                    labels,
                    label => double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
                    (row, code, what) => new WfnException(code, $"row {row}{what}"),
                    options)
                : throw new WfnException(DiagnosticCodes.BadData, $"there are {labels.Count} labels for {rows} rows");
        }

        var targets = new List<float[]>();
        for (var place = 0; place < columns.Targets.Count; place++)
        {
            targets.Add(await table[columns.Targets[place]].ReadNumbers(reader, options.Memory, cancellation).ConfigureAwait(false));
        }

        var (values, length) = Joined(targets, rows);
        return samples.With(new ValueTargets(values, length), options);
    }

    // Each row's numbers of all columns, one column after another.
    private static (float[] Values, int Length) Joined(IReadOnlyList<float[]> columns, int rows)
    {
        var length = columns.Sum(own => own.Length / rows);
        var all = SampleArray.Allocate(rows, length);
        var start = 0;
        foreach (var own in columns)
        {
            var ownLength = own.Length / rows;
            for (var row = 0; row < rows; row++)
            {
                own.AsSpan(row * ownLength, ownLength).CopyTo(all.AsSpan((row * length) + start));
            }

            start += ownLength;
        }

        return (all, length);
    }
}
