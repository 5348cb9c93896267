using System.CommandLine;
using Wfn.Artifact;
using Wfn.Tool.Options;

namespace Wfn.Tool.Commands;

/// <summary>What is done to the numbers of data before a network reads them.</summary>
internal sealed class PreprocessingOptions
{
    private readonly Option<string?> preset = new("--preset")
    {
        Description = "What a framework does to images: imagenet (as torchvision), tf (to -1..1), caffe (BGR less its mean).",
        HelpName = "name",
    };

    private readonly Option<double?> scale = NumberOption.Real(
        "--scale", "Factor on all numbers of data, such as 0.00392157 for 1/255 (default: 1/255 for bytes, else 1).", "a number but zero", v => v != 0 && double.IsFinite(v));

    private readonly Option<double[]?> mean = NumberOption.Reals(
        "--mean", "What is then subtracted: a number, or one for each channel.", "finite numbers", numbers => numbers.All(double.IsFinite));

    private readonly Option<double[]?> deviation = NumberOption.Reals(
        "--std", "What is then divided by: a number, or one for each channel.", "numbers above zero", numbers => numbers.All(v => v > 0 && double.IsFinite(v)));

    private readonly Option<string?> order = new("--channel-order")
    {
        Description = "The order in which the network reads the channels of colour images: rgb (default) or bgr.",
    };

    private readonly Option<string?> resize = new("--resize")
    {
        Description = "Resize images: to the network's size (input), or their shorter side to so many pixels, as before --crop.",
        HelpName = "input|pixels",
    };

    private readonly Option<bool> crop = new("--crop") { Description = "Take the middle of images, of the network's size." };

    public PreprocessingOptions()
    {
        preset.AcceptOnlyFromAmong([.. InputPreprocessing.PresetNames]);
        order.AcceptOnlyFromAmong("rgb", "bgr");
        resize.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && text != "input" && !(int.TryParse(text, out var pixels) && pixels is > 0 and <= 1 << 15))
            {
                result.AddError($"'{text}' for --resize: expected is input, or a number of pixels from 1 to 32768");
            }
        });
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [preset, scale, mean, deviation, order, resize, crop];

    /// <summary>What is asked for; null where nothing is.</summary>
    public InputPreprocessing? Read(ParseResult parsed)
    {
        if (All.All(option => parsed.GetResult(option) is null or { Implicit: true }))
        {
            return null;
        }

        // Images that are only resized stay bytes divided by 255.
        var asked = parsed.GetValue(preset) is { } name ? InputPreprocessing.Preset(name)
            : parsed.GetValue(scale) is null ? InputPreprocessing.Bytes : new InputPreprocessing();
        var size = parsed.GetValue(resize);
        return asked with
        {
            Scale = parsed.GetValue(scale) ?? asked.Scale,
            IsOfBytes = parsed.GetValue(scale) is null,
            Mean = parsed.GetValue(mean) is { Length: > 0 } means ? means.ToEquatableArray() : asked.Mean,
            Deviation = parsed.GetValue(deviation) is { Length: > 0 } deviations ? deviations.ToEquatableArray() : asked.Deviation,
            IsBgr = parsed.GetValue(order) is { } given ? given == "bgr" : asked.IsBgr,
            IsResized = size == "input",
            ResizeShorter = int.TryParse(size, out var pixels) ? pixels : null,
            IsCropped = parsed.GetValue(crop),
        };
    }
}
