from guyub.config.cli import main

main()
