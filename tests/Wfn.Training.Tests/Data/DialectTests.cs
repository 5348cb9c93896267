using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Import.Onnx;
using Wfn.Reference;
using Wfn.Training.Data;

namespace Wfn.Training.Tests.Data;

/// <summary>Data as Excel, pandas, NumPy, Keras and cameras write it: the same network is right as often on all of it.</summary>
public class DialectTests
{
    private static readonly string Folder = Repository.PathTo("tests/Data");

    [Theory]
    [InlineData("a_plain.csv", "the label is column 'class'")]
    [InlineData("b_noheader.csv", "")]
    [InlineData("c_semicolon.csv", "the label is column 'class'")]
    [InlineData("d_semicolon_decimal_comma.csv", "decimal commas")]
    [InlineData("e_bom_quoted_crlf.csv", "the label is column 'class'")]
    [InlineData("f_trailing_comma.csv", "the label is column 'class'")]
    [InlineData("g_string_labels.csv", "classes 0 'setosa', 1 'versicolor', 2 'virginica'")]
    [InlineData("h_pandas_index.csv", "left out as an index")]
    [InlineData("i_tabs.tsv", "the label is column 'class'")]
    [InlineData("j_float_labels.csv", "the label is column 'class'")]
    [InlineData("k_label_first.csv", "the label is column 'class'")]
    public void TablesAreReadInEveryDialect(string file, string remark)
    {
        var data = DataReader.Read(Path.Combine(Folder, "csv", file));
        Assert.Contains(remark, data.Remark, StringComparison.Ordinal);
        Assert.Equal((200, 177), Right("csv/tab.onnx", data));
    }

    [Fact]
    public void AMissingValueIsNamed()
    {
        var error = Assert.Throws<WfnException>(() => DataReader.Read(Path.Combine(Folder, "csv", "l_missing_value.csv")));
        Assert.Contains("a value is missing", error.Message, StringComparison.Ordinal);
        Assert.True(error.Line > 1);
    }

    [Theory]
    [InlineData("a_keras_keys.npz", "samples are array x_train")]
    [InlineData("b_fortran_f64.npz", "")]
    [InlineData("c_positional.npz", "samples are array arr_0, targets arr_1")]
    [InlineData("d_onehot_f32.npz", "taken as classes")]
    [InlineData("e_onehot_u8.npz", "taken as classes")]
    [InlineData("f_labels_n1.npz", "")]
    [InlineData("g_uppercase_X.npz", "samples are array X")]
    [InlineData("h_compressed_f16_be.npz", "")]
    [InlineData("i_f16.npz", "")]
    [InlineData("k_string_labels.npz", "classes 0 ")]
    [InlineData("l_u8_nhwc.npz", "bytes divided by 255")]
    [InlineData("n_int32_pixels.npz", "as bytes of pixels are")]
    [InlineData("o_float_0_255.npz", "as bytes of pixels are")]
    public void ArraysAreReadInEveryForm(string file, string remark)
    {
        var data = DataReader.Read(Path.Combine(Folder, "npz", file));
        var model = data.SampleShape.ElementCount == 6 ? "npz/tab.onnx" : "npz/digits.onnx";
        var fitted = data.Fit(OnnxImporter.Import(Path.Combine(Folder, model), new Wfn.Import.ImportOptions()).Graph);
        Assert.Contains(remark, fitted.Remark, StringComparison.Ordinal);
        var (samples, right) = Right(model, data);
        Assert.True(right >= 0.87 * samples, $"{right} of {samples}");
    }

    [Fact]
    public void PythonObjectsAreRefusedWithARemedy() => Assert.Contains(
        "astype('U')", Assert.Throws<WfnException>(() => DataReader.Read(Path.Combine(Folder, "npz", "j_object_labels.npz"))).Message, StringComparison.Ordinal);

    [Fact]
    public void AnArrayAloneHasNoLabels()
    {
        var data = DataReader.Read(Path.Combine(Folder, "npz", "p_bare.npy"));
        Assert.False(data.HasLabels);
        Assert.True(data.Count > 1);
    }

    [Fact]
    public void WhatHasNoNameIsKnownByItsContents()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in (string[])["csv/a_plain.csv", "csv/i_tabs.tsv", "npz/i_f16.npz", "npz/p_bare.npy"])
        {
            var copy = folder.File(Path.GetFileNameWithoutExtension(file));
            File.Copy(Path.Combine(Folder, file), copy);
            Assert.Equal(DataReader.Read(Path.Combine(Folder, file)).Samples.ToArray(), DataReader.Read(copy).Samples.ToArray());
        }
    }

    [Fact]
    public void ImagesAreNormalisedAsTheNetworkWantsThem()
    {
        var images = Path.Combine(Folder, "normalised", "test");
        var preset = DataReader.Read(images, new DataReadOptions { Preprocessing = InputPreprocessing.Preset("imagenet") });
        Assert.Equal((60, 60), Right("normalised/imagenet_normalised.onnx", preset));
        Assert.Equal((60, 27), Right("normalised/imagenet_normalised.onnx", DataReader.Read(images)));
    }

    [Fact]
    public void ImagesOfOtherSizesAreResized()
    {
        var folder = Path.Combine(Folder, "images", "bigger");
        var graph = OnnxImporter.Import(Path.Combine(Folder, "images", "rgb.onnx"), new Wfn.Import.ImportOptions()).Graph;
        var shape = graph.Inputs[0].Shape.Sample;
        var error = Assert.Throws<WfnException>(() => DataReader.Read(folder, new DataReadOptions { SampleElements = shape.ElementCount }));
        Assert.Contains("--resize", error.Message, StringComparison.Ordinal);
        var data = DataReader.Read(folder, new DataReadOptions
        {
            SampleElements = shape.ElementCount,
            ImageSize = (shape[1], shape[2]),
            Preprocessing = InputPreprocessing.Bytes with { IsResized = true },
        });
        var (samples, right) = Right("images/rgb.onnx", data);
        Assert.Equal(samples, right);
    }

    [Theory]
    [InlineData("tf", 0f, -1f)]
    [InlineData("tf", 255f, 1f)]
    [InlineData("caffe", 255f, 151.061f)]
    [InlineData("imagenet", 255f, 2.2489083f)]
    public void PresetsAreThoseOfTheFrameworks(string name, float value, float expected)
    {
        var (factor, addend) = InputPreprocessing.Preset(name).Channel(0, 3);
        Assert.Equal(expected, (value * factor) + addend, 1e-5);
    }

    [Fact]
    public void RecordedPreprocessingIsReadBack()
    {
        var asked = InputPreprocessing.Preset("caffe") with { Deviation = [0.1, 0.2, 0.30000000000000004], ResizeShorter = 256, IsCropped = true, IsOfBytes = false };
        var artifact = SampleNetworks.EveryNode();
        Assert.Equal(asked, InputPreprocessing.Find(artifact with { Options = [.. artifact.Options, .. asked.Record()] }));
        Assert.Null(InputPreprocessing.Find(artifact));
    }

    private static (int Samples, int Right) Right(string model, LabelledData data)
    {
        var graph = OnnxImporter.Import(Path.Combine(Folder, model), new Wfn.Import.ImportOptions()).Graph;
        var fitted = data.Fit(graph);
        var classes = graph.Outputs[0].Shape.Sample.ElementCount;
        var scores = new float[fitted.Count * classes];
        new FloatExecutor(graph).Run(fitted.Samples.ToArray(), fitted.Count, scores);
        var right = Enumerable.Range(0, fitted.Count).Count(i =>
        {
            var own = scores.AsSpan(i * classes, classes);
            return own.IndexOf(own.ToArray().Max()) == fitted.Labels.Span[i];
        });
        return (fitted.Count, right);
    }
}
