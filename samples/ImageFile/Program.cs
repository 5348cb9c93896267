// From an image file, or a frame of a camera that somebody has saved, to a class: decode, make grey, bring to the network's size, classify.
using ImageFile;
using StbImageSharp;

string[] names = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: ImageFile picture.png …");
    return 1;
}

foreach (var file in args)
{
    using var stream = File.OpenRead(file);
    var image = ImageResult.FromStream(stream, ColorComponents.Grey);
    var pixels = Preprocessing.ToInput(image.Data, image.Width, image.Height);
    Console.WriteLine($"{Path.GetFileName(file)}: {names[FashionResNet8.Classify(pixels)]}");
}

return 0;
